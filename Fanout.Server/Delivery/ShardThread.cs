namespace Fanout.Server.Delivery;

/// <summary>
/// Drives one shard on a thread of its own: sleeps while the mailbox is empty, and wakes for timeouts.
/// </summary>
/// <remarks>
/// A pump on the thread pool lost: whatever else blocks the pool would then hold up every subscriber.
/// </remarks>
internal sealed class ShardThread : IDisposable
{
    private const int SleepMsMax = 250; // timeouts are judged once a second

    private readonly Shard _shard;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopping;

    public ShardThread(Shard shard)
    {
        _shard = shard;
        _thread = new Thread(Run) { IsBackground = true, Name = $"shard {shard.Index}" };
        shard.Woken = Wake;
        _thread.Start();
    }

    public void Dispose()
    {
        _stopping = true;
        Wake();
        _thread.Join();
        _wake.Dispose();
    }

    private void Wake() => _wake.Set();

    private void Run()
    {
        while (!_stopping)
        {
            _shard.Turn();
            if (!_shard.HasWork)
                _wake.WaitOne(_shard.WaitMs ?? SleepMsMax);
        }
        _shard.Woken = null;
    }
}
