namespace Fanout.Log.Tests;

/// <summary>Keeps what a verification finds.</summary>
internal sealed class ReportedFindings : IVerificationReport
{
    private Action? _progressed;

    public List<Finding> Findings { get; } = [];

    public List<PartitionSummary> Partitions { get; } = [];

    /// <summary>What is wrong, where: enough to tell one damage from another.</summary>
    public IEnumerable<(FindingKind Kind, ulong Sequence, string? MatchId)> Places =>
        Findings.Select(found => (found.Kind, found.Position.Sequence, found.MatchId));

    public static async Task<ReportedFindings> OfAsync(
        ILogReader log, TimeProvider? time = null, Action? progressed = null)
    {
        var report = new ReportedFindings { _progressed = progressed };
        long count = await new LogVerification(log, time ?? TimeProvider.System, report)
            .RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(count, report.Findings.Count);
        Assert.Equal(count, report.Partitions.Sum(partition => partition.FindingCount));
        return report;
    }

    public void Found(Finding finding) => Findings.Add(finding);

    public void Progressed(int partition, ulong sequence, ulong head)
    {
        Assert.InRange(sequence, 1ul, head);
        _progressed?.Invoke();
    }

    public void Verified(PartitionSummary summary) => Partitions.Add(summary);
}
