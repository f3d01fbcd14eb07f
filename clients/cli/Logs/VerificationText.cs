using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>What a verification finds, for people: a line for each finding and one for each partition.</summary>
internal sealed class VerificationText(CommandOutput output) : IVerificationReport
{
    private readonly ProgressLine _progress = new(output.Notes, output.IsTerminal);
    private long _entryCount;
    private long _findingCount;
    private int _partitionCount;

    public void Found(Finding finding)
    {
        var match = finding.MatchId is null ? "" : $" match {finding.MatchId}";
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"partition {finding.Partition} at {finding.Position}{match}: {Words.Of(finding.Kind)}: expected {finding.Expected}, found {finding.Found}"));
    }

    public void Progressed(int partition, ulong sequence, ulong head) =>
        _progress.Show($"partition {partition}", sequence, head);

    public void Verified(PartitionSummary summary)
    {
        _partitionCount++;
        _entryCount += summary.EntryCount;
        _findingCount += summary.FindingCount;
        var begin = summary.Begin.Sequence == 0 ? "" : $" after the snapshot at {summary.Begin}";
        var times = summary is { FirstMs: { } first, LastMs: { } last } ? $", {Time(first)} to {Time(last)}" : "";
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"partition {summary.Partition}: {Count(summary.EntryCount, "entry", "entries")}{begin}, {Count(summary.MatchCount, "match", "matches")}, {Count(summary.EpochCount, "epoch", "epochs")}, {Count(summary.SnapshotCount, "snapshot", "snapshots")}{times}"));
    }

    /// <summary>The last line.</summary>
    public void End() => Print(
        $"{Count(_partitionCount, "partition", "partitions")}, {Count(_entryCount, "entry", "entries")}: "
        + (_findingCount == 0 ? "nothing is wrong" : Count(_findingCount, "finding", "findings")));

    private void Print(string line)
    {
        _progress.Clear();
        output.Results.WriteLine(Plain.Text(line));
    }

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
