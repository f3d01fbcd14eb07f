namespace Fanout.Server.Delivery;

/// <summary>
/// What is posted to a shard as a publication is, and comes back when the walk that it went with has been flushed: the
/// shard takes what is published, and its connections are sent to.
/// </summary>
/// <remarks>One at a time is under way. Sent by one thread, brought back by the shard's; any thread looks.</remarks>
/// <param name="shard">Where it goes.</param>
/// <param name="time">Clock.</param>
internal sealed class ShardProbe(Shard shard, TimeProvider time)
{
    private long _sentAt; // 0: none is under way
    private volatile bool _cameBack;

    /// <summary>The index of its shard.</summary>
    public int Shard => shard.Index;

    /// <summary>One has come back at least.</summary>
    public bool CameBack => _cameBack;

    /// <summary>How long the one that is under way has been; zero where none is.</summary>
    public TimeSpan Age => Volatile.Read(ref _sentAt) is not 0 and var sentAt ? time.GetElapsedTime(sentAt) : TimeSpan.Zero;

    /// <summary>Sends it, unless it is under way.</summary>
    public void Send()
    {
        if (Volatile.Read(ref _sentAt) != 0)
            return;
        Volatile.Write(ref _sentAt, time.GetTimestamp());
        shard.Post(new ShardItem(ShardItemKind.Probe, this));
    }

    /// <summary>What it went with is flushed.</summary>
    public void ComeBack()
    {
        _cameBack = true;
        Volatile.Write(ref _sentAt, 0);
    }
}
