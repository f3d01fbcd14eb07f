using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>Tells what a verification finds as it finds it, and sums it up in a last line.</summary>
internal abstract class VerificationOutput(CommandOutput output) : IVerificationReport
{
    private readonly ProgressLine _progress = new(output.Notes, output.IsTerminal);

    protected int PartitionCount { get; private set; }

    protected long EntryCount { get; private set; }

    protected long FindingCount { get; private set; }

    public abstract void Found(Finding finding);

    public void Progressed(int partition, ulong sequence, ulong head) =>
        _progress.Show($"partition {partition}", sequence, head);

    public void Verified(PartitionSummary summary)
    {
        PartitionCount++;
        EntryCount += summary.EntryCount;
        FindingCount += summary.FindingCount;
        Print(summary);
    }

    /// <summary>The last line.</summary>
    public abstract void End();

    protected abstract void Print(PartitionSummary summary);

    protected void Print(string line)
    {
        _progress.Clear();
        output.Results.WriteLine(line);
    }
}
