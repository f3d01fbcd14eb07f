using Fanout.Log.Archive;

namespace Fanout.Cli.Logs;

/// <summary>One run of <c>log verify --postgres</c>.</summary>
internal static class ArchiveCheck
{
    public const string PasswordVariable = "FANOUT_POSTGRES_PASSWORD";

    /// <param name="connection">Where the archive is.</param>
    /// <param name="place">The log that it is compared with; <see langword="null"/>: with none.</param>
    public static async Task<int> RunAsync(
        string connection, LogPlace? place, bool json, CommandOutput output, CancellationToken stopped)
    {
        var password = Environment.GetEnvironmentVariable(PasswordVariable);
        await using var archive = await LogArchive.OpenAsync(connection, password, stopped);
        var log = place is null ? null : await place.OpenAsync(stopped);
        await using var closing = log as IAsyncDisposable;
        VerificationOutput report = json ? new VerificationJson(output) : new VerificationText(output);
        var findings = await archive.VerifyAsync(report, log, stopped);
        report.End();
        return findings == 0 ? ExitCode.Done : ExitCode.Conflict;
    }
}
