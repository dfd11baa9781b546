# docker build -t gateway .
# The configuration is mounted at /etc/gateway (deploy/compose.yaml shows how).
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json ./
COPY src/Directory.Build.props src/Directory.Packages.props src/BannedSymbols.txt src/
COPY src/Gateway/Gateway.csproj src/Gateway/packages.lock.json src/Gateway/
RUN dotnet restore src/Gateway --locked-mode
COPY src/Gateway src/Gateway
RUN dotnet publish src/Gateway --no-restore -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /etc/gateway
COPY --from=build /app /app
# The image's own user without a home: it can read what is mounted, and write nothing.
USER $APP_UID
EXPOSE 8080
# Needs no shell and no curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/app/gateway", "health", "--config", "/etc/gateway/gateway.json"]
ENTRYPOINT ["/app/gateway"]
CMD ["serve", "--config", "/etc/gateway/gateway.json"]
