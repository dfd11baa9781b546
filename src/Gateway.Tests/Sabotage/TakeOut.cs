using System.Diagnostics;
using Gateway.FastCgi;
using Gateway.Freshness;
using Gateway.Gate;
using Gateway.Listening;
using Gateway.Operations;
using Gateway.Provider;
using Gateway.Sessions;
using Gateway.SignIn;
using Gateway.Sites;
using Gateway.Telemetry;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Tests.Sabotage;

/// <summary>The ways in which the wiring of a safety feature is taken out of the composition.</summary>
internal static class TakeOut
{
    /// <summary>A step of the pipeline passes every request on.</summary>
    public static Action<IServiceCollection> Step<T>() where T : IMiddleware => services =>
        services.Replace(ServiceDescriptor.Singleton<IMiddlewareFactory>(provider => new Factory(provider, (typeof(T), new PassThrough()))));

    /// <summary>A step sees requests without these headers.</summary>
    public static Action<IServiceCollection> HeadersBefore<T>(params string[] names) where T : IMiddleware => services =>
        services.Replace(ServiceDescriptor.Singleton<IMiddlewareFactory>(provider =>
            new Factory(provider, (typeof(T), new Strip(provider.GetRequiredService<T>(), names)))));

    /// <summary>Answers go out without this header.</summary>
    public static Action<IServiceCollection> AnswerHeader(string name) => services => services.AddSingleton<IStartupFilter>(new Unsent(name));

    /// <summary>What a class has to say reaches no log.</summary>
    public static Action<IServiceCollection> LinesOf<T>() => services =>
        services.Configure<LoggerFilterOptions>(options => options.Rules.Add(new LoggerFilterRule(null, typeof(T).FullName, LogLevel.None, null)));

    /// <summary>A transform is not applied.</summary>
    public static Action<IServiceCollection> Transform<T>() where T : ITransformProvider => services =>
        services.Remove(services.Single(service => service.ServiceType == typeof(ITransformProvider) && service.ImplementationType == typeof(T)));

    /// <summary>The session store does something else.</summary>
    public static Action<IServiceCollection> Store(Func<ISessionStore, ISessionStore> replace) => services =>
    {
        var stored = services.Single(service => service.ServiceType == typeof(ISessionStore));
        services.Replace(ServiceDescriptor.Singleton(provider => replace(stored.ImplementationFactory is { } make
            ? (ISessionStore)make(provider)
            : (ISessionStore)ActivatorUtilities.CreateInstance(provider, stored.ImplementationType!))));
    };

    /// <summary>What the OP calls a session is written down and not found again.</summary>
    public static Action<IServiceCollection> Subjects(Func<ISubjectIndex, ISubjectIndex> replace) => services => services.Replace(ServiceDescriptor.Singleton(provider =>
        replace(new MemorySubjectIndex(provider.GetRequiredService<TimeProvider>()))));

    /// <summary>A frozen Redis is asked again and again.</summary>
    public static void RedisBreaker(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(new CircuitBreakerStrategyOptions { ShouldHandle = static _ => ValueTask.FromResult(false) }));

    /// <summary>Nothing of this kind runs beside the requests.</summary>
    public static Action<IServiceCollection> Hosted<T>() where T : IHostedService => services =>
    {
        foreach (var hosted in services.Where(service => service.ServiceType == typeof(IHostedService) && Makes<T>(service)).ToList()) services.Remove(hosted);
    };

    /// <summary>Nodes forget something that they tell each other in a session.</summary>
    public static Action<IServiceCollection> InSessions(Func<Session, Session> forget) => services =>
        services.Replace(ServiceDescriptor.Singleton<SessionSeal>(new ForgetfulSeal(forget)));

    /// <summary>A node does not wait for what another has asked for.</summary>
    public static void OtherNodes(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(provider => new OtherNodes(provider.GetRequiredService<SessionVault>(), new LeapingClock())));

    /// <summary>An OP that fails is called all the same.</summary>
    public static readonly Action<IServiceCollection> ProviderBreaker =
        BackChannel.Change(static builder => builder.AdditionalHandlers.Remove(builder.AdditionalHandlers.OfType<ResilienceHandler>().Single()));

    /// <summary>Options of the framework's handler, changed as they are put in place.</summary>
    public static Action<IServiceCollection> Oidc(Action<OpenIdConnectOptions> change) => services =>
        services.Replace(ServiceDescriptor.Singleton<IOptionsMonitorCache<OpenIdConnectOptions>>(new ChangedOptions(change)));

    /// <summary>The framework continues a browser's trace, and calls to an OP carry it on: each of the two alone keeps it from there.</summary>
    public static void TraceShield(IServiceCollection services)
    {
        BackChannel.Transport(transport => transport.ActivityHeadersPropagator = DistributedContextPropagator.CreateDefaultPropagator())(services);
        services.Configure<LoggerFilterOptions>(logging => logging.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Critical, null)));
    }

    /// <summary>Each request looks after its session alone, and sees no other's attempt.</summary>
    public static void OneRefresh(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<SessionFlights>(new FlightOfEachRequest()));
        Store(store => new FaultyStore(store) { ForgetsWrites = true })(services);
    }

    /// <summary>Each renewal comes a minute after the one before, so that its turn has come.</summary>
    public static void Pace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(new RenewalPace(new LeapingClock())));

    /// <summary>For the OP's documents a minute passes at every look at the clock: no floor between two reads of the keys holds.</summary>
    public static void KeyFloor(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(provider => new ProviderDirectory(
        provider.GetRequiredService<ProviderHttp>(), new LeapingClock(), provider.GetRequiredService<ILoggerFactory>())));

    /// <summary>Nobody remembers that an OP has just failed.</summary>
    public static void ProviderMemory(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(new ProviderBreakers(new LeapingClock())));

    /// <summary>Metadata and keys are read anew for each use, and none are kept.</summary>
    public static void LastGoodDocument(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ProviderDirectory>(provider => new ForgetfulDirectory(
        provider.GetRequiredService<ProviderHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>())));

    /// <summary>An OP may move from one reading to the next.</summary>
    public static void Moves(IServiceCollection services) => Source<MovingSource>(services);

    /// <summary>Keys that cannot be read pass for keys that have not changed.</summary>
    public static void KeyOutage(IServiceCollection services) => Source<CredulousSource>(services);

    /// <summary>For the end of a member's sessions all its time has passed when the store fails for the first time.</summary>
    public static void Insistence(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(provider => new SubjectSessions(
        provider.GetRequiredService<ISubjectIndex>(), provider.GetRequiredService<SessionVault>(), new LeapingClock(TimeSpan.FromDays(1)))));

    /// <summary>Whoever sends a logout token takes the turn of the OP's own tokens.</summary>
    public static void KeyTurns(IServiceCollection services) => Source<OneTurnSource>(services);

    /// <summary>For the count of logins a minute passes whenever it looks at the clock.</summary>
    public static void LoginCount(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton(provider => new LoginLoop(provider.GetRequiredService<SessionVault>(), new LeapingClock())));

    /// <summary>A value of every site, changed before anything is built from it.</summary>
    public static Action<IServiceCollection> SiteValue(string property, Func<Site, object> value) => services =>
    {
        var current = (CurrentConfiguration)services.Single(service => service.ServiceType == typeof(CurrentConfiguration)).ImplementationInstance!;
        foreach (var site in current.Value.Sites.All) typeof(Site).GetProperty(property)!.SetValue(site, value(site));
    };

    /// <summary>Frames of HTTP/2 that carry nothing may come for ever.</summary>
    public static void FrameLimit(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(provider => new Http2Limits(
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<GatewayMetrics>(), provider.GetRequiredService<ILogger<Http2Limits>>()) { MostEmpty = int.MaxValue }));

    /// <summary>Whoever asks about the message that was read along asks somebody who has read nothing.</summary>
    public static void MessagesReadAlong(IServiceCollection services) => services.AddSingleton<IStartupFilter>(new NothingReadAlong());

    /// <summary>Whoever has a cookie is looked for in the store before anything is judged.</summary>
    public static void JudgementBeforeStore(IServiceCollection services) => services.AddSingleton<IStartupFilter>(new StoreFirst());

    /// <summary>Every connection passes for one by operations' own port.</summary>
    public static void OperationsPort(IServiceCollection services) => services.AddSingleton<IStartupFilter>(new EveryPortIsOperations());

    /// <summary>A file is known by the path of its request alone.</summary>
    public static void NamesOfFiles(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IMiddlewareFactory>(provider => new Factory(provider, (typeof(ScriptSelection), new OnlyThePath()))));

    /// <summary>The folder of every FastCGI site is looked at otherwise.</summary>
    public static Action<IServiceCollection> Tree(Func<ScriptTree, ScriptTree> change) => SiteValue(nameof(Site.Upstreams), site =>
        new UpstreamMap(site.Upstreams.All.Select(folder => folder with { Upstream = Changed(folder.Upstream, change) })));

    private static SiteUpstream Changed(SiteUpstream upstream, Func<ScriptTree, ScriptTree> change) => upstream is not FastCgiUpstream { Application: var php }
        ? upstream
        : new FastCgiUpstream(new FastCgiApplication
        {
            Name = php.Name,
            Addresses = php.Addresses,
            Scripts = new ScriptMap(change(php.Scripts.Tree)),
            Pool = php.Pool,
            LongestWait = php.LongestWait,
            MostSpooled = php.MostSpooled,
            Environment = php.Environment,
        });

    private sealed class EveryPortIsOperations : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext context, RequestDelegate step) =>
            {
                context.Features.Set(OperationsConnection.Mark);
                return step(context);
            });
            next(app);
        };
    }

    private sealed class StoreFirst : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            var store = app.ApplicationServices.GetRequiredService<ISessionStore>();
            app.Use(async (HttpContext context, RequestDelegate step) =>
            {
                if (context.Request.Headers.Cookie.Count > 0) await store.FindAsync("anybody", context.RequestAborted);
                await step(context);
            });
            next(app);
        };
    }

    private sealed class NothingReadAlong : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext context, RequestDelegate step) =>
            {
                context.Features.Set(new Http1Messages());
                context.Features.Set(new UnlikeHosts());
                return step(context);
            });
            next(app);
        };
    }

    private sealed class ForgetfulDirectory(ProviderHttp http, TimeProvider clock, ILoggerFactory loggers) : ProviderDirectory(http, clock, loggers)
    {
        public override ProviderSource For(ProviderSettings settings) => New(settings);
    }

    private static void Source<T>(IServiceCollection services)
        where T : ProviderSource => services.Replace(ServiceDescriptor.Singleton<ProviderDirectory>(provider => new DirectoryOf<T>(provider)));

    private sealed class DirectoryOf<TSource> : ProviderDirectory
        where TSource : ProviderSource
    {
        private readonly Func<ProviderSettings, ProviderSource> _make;

        public DirectoryOf(IServiceProvider provider)
            : base(provider.GetRequiredService<ProviderHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()) =>
            _make = settings => ActivatorUtilities.CreateInstance<TSource>(provider, settings);

        protected override ProviderSource New(ProviderSettings settings) => _make(settings);
    }

    private sealed class CredulousSource(ProviderSettings settings, ProviderHttp http, TimeProvider clock, ILogger<ProviderSource> logger) : ProviderSource(settings, http, clock, logger)
    {
        public override async Task<ProviderDocument> RefetchKeysAsync(ProviderDocument tried, bool forStranger, CancellationToken cancellation)
        {
            try
            {
                return await base.RefetchKeysAsync(tried, forStranger, cancellation);
            }
            catch (ProviderUnavailableException)
            {
                return tried;
            }
        }
    }

    private sealed class MovingSource(ProviderSettings settings, ProviderHttp http, TimeProvider clock, ILogger<ProviderSource> logger) : ProviderSource(settings, http, clock, logger)
    {
        protected override string? MoveOf(ProviderMetadata known, ProviderMetadata later) => null;
    }

    private sealed class OneTurnSource(ProviderSettings settings, ProviderHttp http, TimeProvider clock, ILogger<ProviderSource> logger) : ProviderSource(settings, http, clock, logger)
    {
        public override Task<ProviderDocument> RefetchKeysAsync(ProviderDocument tried, bool forStranger, CancellationToken cancellation) =>
            base.RefetchKeysAsync(tried, forStranger: false, cancellation);
    }

    private sealed class Factory(IServiceProvider provider, params (Type Step, IMiddleware By)[] replaced) : IMiddlewareFactory
    {
        public IMiddleware? Create(Type middlewareType) =>
            Array.Find(replaced, one => one.Step == middlewareType).By ?? (IMiddleware)provider.GetRequiredService(middlewareType);

        public void Release(IMiddleware middleware)
        {
        }
    }

    private static bool Makes<T>(ServiceDescriptor service) =>
        service.ImplementationType == typeof(T) || service.ImplementationFactory?.GetType().GenericTypeArguments[^1] == typeof(T);

    private sealed class LeapingClock(TimeSpan? leap = null) : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now += leap ?? TimeSpan.FromMinutes(1);

        public override long GetTimestamp() => GetUtcNow().Ticks;
    }

    private sealed class PassThrough : IMiddleware
    {
        public Task InvokeAsync(HttpContext context, RequestDelegate next) => next(context);
    }

    private sealed class OnlyThePath : IMiddleware
    {
        public Task InvokeAsync(HttpContext context, RequestDelegate next)
        {
            var request = SiteRequest.Of(context);
            if (request.Folder.Upstream is FastCgiUpstream { Application: var php })
            {
                var found = SiteFile.Find(php, request.Path, request.Site.PathEncoding).Found;
                context.Features.Set(new SiteFile { Application = php, Found = found, Names = [request.Path] });
            }

            return next(context);
        }
    }

    private sealed class Strip(IMiddleware step, string[] names) : IMiddleware
    {
        public Task InvokeAsync(HttpContext context, RequestDelegate next)
        {
            foreach (var name in names) context.Request.Headers.Remove(name);
            return step.InvokeAsync(context, next);
        }
    }

    private sealed class Unsent(string name) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, step) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.Remove(name);
                    return Task.CompletedTask;
                });
                return step(context);
            });
            next(app);
        };
    }

    private sealed class ChangedOptions(Action<OpenIdConnectOptions> change) : OptionsCache<OpenIdConnectOptions>
    {
        public override bool TryAdd(string? name, OpenIdConnectOptions options)
        {
            change(options);
            return base.TryAdd(name, options);
        }
    }
}
