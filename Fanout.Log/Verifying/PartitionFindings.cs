namespace Fanout.Log;

/// <summary>Hands on what is wrong in one partition, and counts it.</summary>
internal sealed class PartitionFindings(int partition, IVerificationReport report)
{
    public long Count { get; private set; }

    public void Add(FindingKind kind, Entry entry, string expected, string found) =>
        Add(kind, entry.Position, entry.MatchId, expected, found);

    public void Add(FindingKind kind, LogPosition position, string? matchId, string expected, string found) =>
        Add(new Finding(kind, partition, position, matchId, expected, found));

    /// <param name="finding">Of this partition.</param>
    public void Add(Finding finding)
    {
        Count++;
        report.Found(finding);
    }
}
