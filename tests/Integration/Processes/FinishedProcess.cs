using System.Diagnostics;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A program of ours that ran to its end.</summary>
public sealed record FinishedProcess(int ExitCode, string Output, string Error)
{
    /// <param name="assembly">Name of the program's file beside the tests.</param>
    /// <param name="environment">Variables on top of the tests' own.</param>
    /// <param name="arguments">Its command line.</param>
    public static Task<FinishedProcess> RunAsync(
        string assembly, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly) } };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return RunAsync(start);
    }

    /// <summary>Runs commands as a shell does.</summary>
    /// <param name="script">For <c>sh</c>; <c>$fanout</c> is the command line.</param>
    public static Task<FinishedProcess> RunShellAsync(string script) => RunAsync(new ProcessStartInfo("/bin/sh")
    {
        ArgumentList = { "-c", script },
        Environment = { ["fanout"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "fanout.dll")}" },
    });

    private static async Task<FinishedProcess> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new FinishedProcess(process.ExitCode, await output, await error);
    }
}
