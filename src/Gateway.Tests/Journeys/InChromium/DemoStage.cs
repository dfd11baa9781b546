using Gateway.Demo;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>The whole demo as one command starts it, on real time and free ports, with visitors in a real Chromium. One for each class.</summary>
public sealed class DemoStage(SharedChromium chromium) : IAsyncLifetime
{
    private RunningDemo? _demo;
    private int _port;

    internal SimulatedNats Nats => _demo!.Nats;

    internal LogLines Log { get; } = new();

    /// <summary>The Gateway's session store, which a test may take away.</summary>
    internal BrokenStore Store { get; private set; } = null!;   // set when the demo starts

    /// <summary>What else is changed in the Gateway.</summary>
    internal Action<IServiceCollection>? Change { get; init; }

    /// <summary>The members area as people open it, without a slash at the end.</summary>
    internal string Origin => $"http://localhost:{_port}";

    public async ValueTask InitializeAsync()
    {
        while (_demo is null)
        {
            _port = FreePort.TakeThree();
            try
            {
                _demo = await RunningDemo.StartAsync(_port, TimeProvider.System, CancellationToken.None, ChangeGateway);
            }
            catch (PortRefusedException)
            {
                // Another test was quicker: three others are tried.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null) await _demo.DisposeAsync();
    }

    /// <summary>As after the start, for the next test; sessions of earlier visitors do no harm.</summary>
    internal void PutBack()
    {
        Nats.Switches.Reset();
        Nats.Members.Reset();
        Nats.Ledger.Clear();
        Log.Clear();
        Store.Fault = null;
    }

    /// <summary>A browser without any cookie.</summary>
    internal async Task<Visitor> NewVisitorAsync(Action<BrowserNewContextOptions>? change = null)
    {
        var options = new BrowserNewContextOptions { BaseURL = Origin, ViewportSize = new() { Width = 1280, Height = 800 } };
        change?.Invoke(options);
        var context = await chromium.NewContextAsync(options);
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>A browser in which this member has signed in and sees the members page.</summary>
    internal async Task<Visitor> SignedInAsync(string member)
    {
        var visitor = await NewVisitorAsync();
        await visitor.OpenAsync("/members/");
        await visitor.PickAsync(member);
        await visitor.SeesAsync($"Hello, {member}");
        return visitor;
    }

    internal void AssertQuiet() => Assert.Empty(Log.Warnings);

    internal void LogHere(IServiceCollection services)
    {
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(Log);
    }

    private void ChangeGateway(IServiceCollection services)
    {
        LogHere(services);
        TakeOut.Store(store => Store = new BrokenStore(store))(services);
        Change?.Invoke(services);
    }
}
