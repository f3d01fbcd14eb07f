using System.Text.Json.Nodes;
using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>What a verification finds, for programs: one JSON value a line, findings and partitions as they come.</summary>
internal sealed class VerificationJson(CommandOutput output) : IVerificationReport
{
    private readonly ProgressLine _progress = new(output.Notes, output.IsTerminal);
    private long _entryCount;
    private long _findingCount;
    private int _partitionCount;

    public void Found(Finding finding) => Print("finding", new JsonObject
    {
        ["kind"] = Words.Name(finding.Kind),
        ["partition"] = finding.Partition,
        ["position"] = finding.Position.ToString(),
        ["match"] = finding.MatchId,
        ["expected"] = finding.Expected,
        ["found"] = finding.Found,
    });

    public void Progressed(int partition, ulong sequence, ulong head) =>
        _progress.Show($"partition {partition}", sequence, head);

    public void Verified(PartitionSummary summary)
    {
        _partitionCount++;
        _entryCount += summary.EntryCount;
        _findingCount += summary.FindingCount;
        Print("partition", new JsonObject
        {
            ["partition"] = summary.Partition,
            ["begin"] = summary.Begin.ToString(),
            ["head"] = summary.Head.ToString(),
            ["entries"] = summary.EntryCount,
            ["matches"] = summary.MatchCount,
            ["epochs"] = summary.EpochCount,
            ["snapshots"] = summary.SnapshotCount,
            ["firstMs"] = summary.FirstMs,
            ["lastMs"] = summary.LastMs,
            ["findings"] = summary.FindingCount,
        });
    }

    /// <summary>The last line.</summary>
    public void End() => Print("log", new JsonObject
    {
        ["partitions"] = _partitionCount,
        ["entries"] = _entryCount,
        ["findings"] = _findingCount,
    });

    private void Print(string name, JsonObject value)
    {
        _progress.Clear();
        output.Results.WriteLine(new JsonObject { [name] = value }.ToJsonString());
    }
}
