using Fanout.Ingest.Matches;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>One run of <c>log verify</c>.</summary>
internal static class Verification
{
    public static async Task<int> RunAsync(LogPlace place, bool json, CommandOutput output, CancellationToken stopped)
    {
        var log = await place.OpenAsync(stopped);
        await using var closing = log as IAsyncDisposable;
        return await RunAsync(log, json, output, stopped);
    }

    public static async Task<int> RunAsync(ILogReader log, bool json, CommandOutput output, CancellationToken stopped)
    {
        VerificationOutput report = json ? new VerificationJson(output) : new VerificationText(output);
        var verification = new LogVerification(log, TimeProvider.System, report, static () => new WriterReplay());
        var findings = await verification.RunAsync(stopped);
        report.End();
        return findings == 0 ? ExitCode.Done : ExitCode.Conflict;
    }
}
