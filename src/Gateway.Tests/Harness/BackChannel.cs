using Gateway.Provider;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Gateway.Tests.Harness;

/// <summary>Changes how the product's own calls to an OP are set up: whom they trust here, or what a sabotage takes out of them.</summary>
internal static class BackChannel
{
    public static Action<IServiceCollection> Transport(Action<SocketsHttpHandler> change) => Change(builder => change((SocketsHttpHandler)builder.PrimaryHandler));

    public static Action<IServiceCollection> Change(Action<HttpMessageHandlerBuilder> change) => services =>
    {
        foreach (var name in (string[])[ProviderPipeline.Checked, ProviderPipeline.Unchecked])
            services.Configure<HttpClientFactoryOptions>(name, options => options.HttpMessageHandlerBuilderActions.Add(change));
    };
}
