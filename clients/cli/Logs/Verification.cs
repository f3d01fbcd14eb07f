using Fanout.Ingest.Matches;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>One run of <c>log verify</c>.</summary>
internal static class Verification
{
    public static async Task<int> RunAsync(LogPlace place, bool json, CommandOutput output, CancellationToken stopped)
    {
        var log = place.Open();
        await using var closing = log as IAsyncDisposable;
        return await RunAsync(log, json, output, stopped);
    }

    public static async Task<int> RunAsync(ILogReader log, bool json, CommandOutput output, CancellationToken stopped)
    {
        var (report, end) = Report(json, output);
        var verification = new LogVerification(log, TimeProvider.System, report, static () => new WriterReplay());
        var findings = await verification.RunAsync(stopped);
        end();
        return findings == 0 ? ExitCode.Done : ExitCode.Conflict;
    }

    private static (IVerificationReport Report, Action End) Report(bool json, CommandOutput output)
    {
        if (json)
        {
            var lines = new VerificationJson(output);
            return (lines, lines.End);
        }
        var text = new VerificationText(output);
        return (text, text.End);
    }
}
