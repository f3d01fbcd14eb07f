namespace Fanout.Log;

/// <summary>
/// Checks a whole log against itself: what its entries say of one another, what they lead to, and what is stored beside
/// them. Reads only; beside a server that writes, it checks what was there when it came to each partition.
/// </summary>
public sealed class LogVerification
{
    private readonly ILogReader _log;
    private readonly TimeProvider _time;
    private readonly IVerificationReport _report;
    private readonly Func<IWriterReplay>? _writers;

    /// <param name="log">What to check.</param>
    /// <param name="time">Says which keys the log may have forgotten.</param>
    /// <param name="report">Told what is found.</param>
    /// <param name="writers">Makes what understands the writer's part, for each partition anew; left out: it is not
    /// looked at.</param>
    public LogVerification(
        ILogReader log, TimeProvider time, IVerificationReport report, Func<IWriterReplay>? writers = null)
    {
        _log = log;
        _time = time;
        _report = report;
        _writers = writers;
    }

    /// <summary>Checks every partition, one after another.</summary>
    /// <returns>How many findings there were.</returns>
    /// <exception cref="LogStorageException">The store does not answer; what it cannot read because it is damaged is a
    /// finding instead.</exception>
    public async ValueTask<long> RunAsync(CancellationToken cancellationToken = default)
    {
        long findings = 0;
        for (int partition = 0; partition < _log.PartitionCount; partition++)
        {
            var verification = new PartitionVerification(
                _log, partition, _report, _writers?.Invoke(), _time.GetUtcNow().ToUnixTimeMilliseconds());
            findings += await verification.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        return findings;
    }
}
