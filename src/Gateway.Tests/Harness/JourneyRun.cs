using System.Reflection;
using Xunit;

namespace Gateway.Tests.Harness;

/// <summary>Runs a journey of another class once more, under other circumstances; what its class shares is made anew for it.</summary>
internal static class JourneyRun
{
    /// <summary>Null: the journey passed.</summary>
    public static async Task<Exception?> FailureAsync(Type journey, string name, params object?[] arguments)
    {
        var fixtures = new List<object>();
        var method = journey.GetMethod(name) ?? throw new MissingMethodException(journey.Name, name);
        try
        {
            var made = await MakeAsync(journey, fixtures);
            if (made is IAsyncLifetime life) await life.InitializeAsync();
            fixtures.Insert(0, made);   // it ends before what it shares
            await (Task)method.Invoke(made, arguments)!;
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            foreach (var fixture in fixtures)
            {
                if (fixture is IAsyncDisposable leaving) await leaving.DisposeAsync();
                else (fixture as IDisposable)?.Dispose();
            }
        }
    }

    // A class that shares a host gets one of its own here, started under the circumstances.
    private static async Task<object> MakeAsync(Type journey, List<object> fixtures)
    {
        var constructor = journey.GetConstructors(BindingFlags.Public | BindingFlags.Instance).Single();
        foreach (var parameter in constructor.GetParameters())
        {
            var fixture = Activator.CreateInstance(parameter.ParameterType)!;
            fixtures.Add(fixture);
            if (fixture is IAsyncLifetime lifetime) await lifetime.InitializeAsync();
        }

        return constructor.Invoke([.. fixtures]);
    }
}
