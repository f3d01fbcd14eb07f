namespace Fanout.Integration.Tests.Faults;

/// <summary>A moment, and what had been sent by then.</summary>
internal sealed class Mark(Crowd crowd, IReadOnlyList<int> sent, TimeSpan patience)
{
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>
    /// Returns when every client has seen, in each match that it follows, an event that was sent after this moment, and its
    /// node said that it is level with the log; the time from the moment on.
    /// </summary>
    public async Task<TimeSpan> ReachedAsync() => (await Watch.AllAsync(
        crowd.Followers,
        follower => follower.IsLive && follower.Last is { } last && last.Number > sent[follower.Match],
        _started,
        patience))[^1];

    /// <summary>Returns when all of these were told that what they see may be old; the time of each from the moment on.</summary>
    public Task<IReadOnlyList<TimeSpan>> ToldAsync(IEnumerable<Follower> followers) => Watch.AllAsync(
        followers, static follower => follower is { IsConnected: true, IsLive: false }, _started, patience);
}
