using Fanout.Log;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>A log whose next append fails, or is done and answered as if nobody knew.</summary>
internal sealed class FaultyLog(IEventLog inner) : LogDecorator(inner)
{
    private int _failure;
    private int _replyLost;
    private int _keysAsked;

    /// <summary>The next append takes nothing and says so.</summary>
    public void FailNextAppend() => Volatile.Write(ref _failure, 1);

    /// <summary>The next append is done, but its answer is lost.</summary>
    public void LoseNextReply() => Volatile.Write(ref _replyLost, 1);

    /// <summary>Keys that the log was asked for.</summary>
    public int KeysAsked => Volatile.Read(ref _keysAsked);

    public override ValueTask<KeyPlace?> FindKeyAsync(
        int partition, string key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _keysAsked);
        return base.FindKeyAsync(partition, key, cancellationToken);
    }

    public override async ValueTask<AppendAnswer> AppendAsync(
        AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _failure, 0) == 1) throw new LogStorageException("disk full");
        var answer = await base.AppendAsync(request, cancellationToken);
        return Interlocked.Exchange(ref _replyLost, 0) == 1 ? AppendAnswer.Unknown : answer;
    }
}
