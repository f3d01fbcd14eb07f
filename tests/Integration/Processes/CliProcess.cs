using System.Diagnostics;

namespace Fanout.Integration.Tests.Processes;

/// <summary>One run of the <c>fanout</c> command.</summary>
public sealed record CliProcess(int ExitCode, string Output, string Error)
{
    public static async Task<CliProcess> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "fanout.dll") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new CliProcess(process.ExitCode, await output, await error);
    }
}
