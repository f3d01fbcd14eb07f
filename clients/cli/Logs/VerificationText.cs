using System.Globalization;
using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>What a verification finds, for people: a line for each finding and one for each partition.</summary>
internal sealed class VerificationText(CommandOutput output) : VerificationOutput(output)
{
    public override void Found(Finding finding)
    {
        var match = finding.MatchId is null ? "" : $" match {finding.MatchId}";
        PrintPlain(string.Create(
            CultureInfo.InvariantCulture,
            $"partition {finding.Partition} at {finding.Position}{match}: {Words.Of(finding.Kind)}: expected {finding.Expected}, found {finding.Found}"));
    }

    public override void End() => PrintPlain(
        $"{Count(PartitionCount, "partition", "partitions")}, {Count(EntryCount, "entry", "entries")}: "
        + (FindingCount == 0 ? "nothing is wrong" : Count(FindingCount, "finding", "findings")));

    protected override void Print(PartitionSummary summary)
    {
        var begin = summary.Begin.Sequence == 0 ? "" : $" after the snapshot at {summary.Begin}";
        var times = summary is { FirstMs: { } first, LastMs: { } last } ? $", {Time(first)} to {Time(last)}" : "";
        PrintPlain(string.Create(
            CultureInfo.InvariantCulture,
            $"partition {summary.Partition}: {Count(summary.EntryCount, "entry", "entries")}{begin}, {Count(summary.MatchCount, "match", "matches")}, {Count(summary.EpochCount, "epoch", "epochs")}, {Count(summary.SnapshotCount, "snapshot", "snapshots")}{times}"));
    }

    private void PrintPlain(string line) => Print(Plain.Text(line));

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string Time(long unixMs) =>
        DateTimeOffset.MinValue.ToUnixTimeMilliseconds() <= unixMs && unixMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{unixMs} ms since 1970"); // of a damaged log
}
