using System.CommandLine;
using System.Net;
using Gateway.Sites;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway health</c>: whether the gateway of this configuration is alive, for containers that hold no other program to ask with. What is
/// wrong in the file since it started is no reason to end it: it serves on with the one before, and would not start again.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static Command Create(Option<string> file, Terminal terminal)
    {
        var command = new Command("health", "Ask the running Gateway of this configuration whether it is alive.");
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(file)!, terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, Terminal terminal, CancellationToken cancellation)
    {
        if (OperationsSection.AddressIn(file, Environment.GetEnvironmentVariable) is not { } operations)
            return Fail(terminal, "Operations is \"none\": there is no port to ask. Write an address: http://127.0.0.1:9464");

        var live = new Uri(Near(operations), "/health/live");
        try
        {
            using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
            using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, live), either.Token);
            if (answer.StatusCode != HttpStatusCode.OK) return Fail(terminal, $"{live} answers {(int)answer.StatusCode}.");

            terminal.Output.WriteLine($"{live} answers: alive.");
            return ExitCodes.Good;
        }
        catch (HttpRequestException failure)
        {
            return Fail(terminal, $"{live} cannot be reached ({failure.HttpRequestError}): Gateway does not run, or with another configuration.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(terminal, $"{live} does not answer within 2 s: Gateway is stuck.");
        }
    }

    // Who listens on every address of the machine listens on this one; none can be asked by "every address".
    private static Uri Near(Uri operations) => operations.Host switch
    {
        "0.0.0.0" => new UriBuilder(operations) { Host = IPAddress.Loopback.ToString() }.Uri,
        "[::]" => new UriBuilder(operations) { Host = IPAddress.IPv6Loopback.ToString() }.Uri,
        _ => operations,
    };

    private static int Fail(Terminal terminal, string message)
    {
        terminal.Errors.WriteLine(message);
        return ExitCodes.Fault;
    }
}
