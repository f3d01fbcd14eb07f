namespace Fanout.Log.Tests;

/// <summary>What a follower of one partition has handed on and not taken back.</summary>
internal sealed class FollowedLog : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly LogFollower _follower;
    private readonly List<ChainHash> _entries = [];
    private readonly List<LogPosition> _positions = [];
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FollowedLog(ILogReader log, TimeProvider time)
    {
        _follower = new LogFollower(log, [], time);
        _reading = ReadAsync();
    }

    /// <summary>Waits until exactly these entries have been followed.</summary>
    public async Task ReachesAsync(IReadOnlyList<Entry> entries)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_entries.SequenceEqual(entries.Select(entry => entry.Chain)))
                    return;
                changed = _changed.Task;
            }
            await Task.WhenAny(changed, _reading);
            if (_reading.IsFaulted)
                await _reading;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        await foreach (FollowUpdate update in _follower.ReadAllAsync())
        {
            lock (_gate)
            {
                Apply_NeedsLock(update);
                _changed.SetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Apply_NeedsLock(FollowUpdate update)
    {
        switch (update)
        {
            case EntriesFollowed followed:
                _entries.AddRange(followed.Entries.Select(entry => entry.Chain));
                _positions.AddRange(followed.Entries.Select(entry => entry.Position));
                break;
            case HistoryRewound rewound:
                int kept = _positions.TakeWhile(position => position.Sequence <= rewound.ResumesAfter.Sequence).Count();
                _entries.RemoveRange(kept, _entries.Count - kept);
                _positions.RemoveRange(kept, _positions.Count - kept);
                break;
        }
    }
}
