namespace Fanout.Log;

/// <summary>
/// Who is told what a verification finds, while it goes on: nothing is collected, so a log that is all wrong costs no
/// more memory than a sound one. Called by one thread at a time.
/// </summary>
public interface IVerificationReport
{
    /// <summary>Something is wrong.</summary>
    void Found(Finding finding);

    /// <summary>A partition was read up to a sequence; <paramref name="head"/> is where that ends.</summary>
    void Progressed(int partition, ulong sequence, ulong head);

    /// <summary>A partition is done.</summary>
    void Verified(PartitionSummary summary);
}
