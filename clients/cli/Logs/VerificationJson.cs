using System.Text.Json.Nodes;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>What a verification finds, for programs: one JSON value a line, findings and partitions as they come.</summary>
internal sealed class VerificationJson(CommandOutput output) : VerificationOutput(output)
{
    public override void Found(Finding finding) => Print("finding", new JsonObject
    {
        ["kind"] = Words.Name(finding.Kind),
        ["partition"] = finding.Partition,
        ["position"] = finding.Position.ToString(),
        ["match"] = finding.MatchId,
        ["expected"] = finding.Expected,
        ["found"] = finding.Found,
    });

    public override void End() => Print("log", new JsonObject
    {
        ["partitions"] = PartitionCount,
        ["entries"] = EntryCount,
        ["findings"] = FindingCount,
    });

    protected override void Print(PartitionSummary summary) => Print("partition", new JsonObject
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

    private void Print(string name, JsonObject value) => Print(new JsonObject { [name] = value }.ToJsonString());
}
