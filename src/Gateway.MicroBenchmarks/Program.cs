using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Gateway.MicroBenchmarks;

/// <summary>
/// Times and bytes of single pieces of a signed-in member's request: <c>dotnet run -c Release --project src/Gateway.MicroBenchmarks -- --filter '*'</c>;
/// two minutes. <c>--warmupCount 10 --iterationCount 30</c> for figures to judge by.
/// </summary>
internal static class Program
{
    // In this process: another project is neither made nor restored.
    public static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
        .Run(args, DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
}
