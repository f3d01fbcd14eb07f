namespace Fanout.Integration.Tests.Processes;

/// <summary>One run of the <c>fanout</c> command.</summary>
public static class CliProcess
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static Task<FinishedProcess> RunAsync(params string[] arguments) =>
        FinishedProcess.RunAsync("fanout.dll", Nothing, arguments);
}
