using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Fanout.Server.Topics;

/// <summary>
/// Matches that somebody asks for while they rest in the log. Any thread asks and is answered later; one loop fetches,
/// one match after another, so that a thousand readers cost the log no more than it has time for.
/// </summary>
internal sealed class MatchFetches(MatchStore matches)
{
    private const int WaitingMax = 256; // a second or two of fetching

    private readonly Channel<MatchFetch> _waiting = Channel.CreateBounded<MatchFetch>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly ConcurrentDictionary<string, MatchFetch> _byId = new(StringComparer.Ordinal);

    /// <summary>What waits, for the one who fetches.</summary>
    public ChannelReader<MatchFetch> Waiting => _waiting.Reader;

    /// <summary>
    /// Completes once a match that rests is in memory, at once for all others. False: not possible now.
    /// </summary>
    public ValueTask<bool> FetchAsync(string matchId)
    {
        if (!matches.IsResting(matchId, out var partition))
            return new ValueTask<bool>(true);
        var made = new MatchFetch(matchId, partition);
        var fetch = _byId.GetOrAdd(matchId, made);
        if (ReferenceEquals(fetch, made) && !_waiting.Writer.TryWrite(made))
            Complete(made, there: false);
        return new ValueTask<bool>(fetch.Done);
    }

    /// <summary>Answers everybody who waits for it.</summary>
    public void Complete(MatchFetch fetch, bool there)
    {
        _byId.TryRemove(fetch.MatchId, out _);
        fetch.Complete(there);
    }
}

/// <summary>One match to be fetched.</summary>
internal sealed class MatchFetch(string matchId, int partition)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string MatchId => matchId;

    public int Partition => partition;

    public Task<bool> Done => _done.Task;

    public void Complete(bool there) => _done.TrySetResult(there);
}
