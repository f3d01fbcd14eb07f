namespace Fanout.Integration.Tests.Faults;

/// <summary>Waits until all followers are somewhere, and says how long each took.</summary>
internal static class Watch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10); // so exact are the times

    /// <param name="followers">Those that have to.</param>
    /// <param name="condition">Where to; holds for each at some time, not for all at once.</param>
    /// <param name="started">From when on it is counted.</param>
    /// <param name="patience">From now.</param>
    /// <returns>In order of arrival.</returns>
    /// <exception cref="TimeoutException">Not all; the message names some that did not get there.</exception>
    public static async Task<IReadOnlyList<TimeSpan>> AllAsync(
        IEnumerable<Follower> followers, Func<Follower, bool> condition, long started, TimeSpan patience)
    {
        var waiting = followers.ToList();
        var times = new List<TimeSpan>(waiting.Count);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var arrived = waiting.RemoveAll(follower => condition(follower));
            times.AddRange(Enumerable.Repeat(TimeProvider.System.GetElapsedTime(started), arrived));
            if (waiting.Count == 0)
                return times;
            if (TimeProvider.System.GetElapsedTime(began) > patience)
                throw new TimeoutException($"{waiting.Count} followers not within {patience}:\n{Describe(waiting)}");
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static string Describe(IEnumerable<Follower> followers) =>
        string.Join('\n', followers.Take(10).Select(static follower =>
            $"{follower.Name}: match {follower.Match} at {follower.Last}, connected {follower.IsConnected}, live {follower.IsLive}, {follower.Fault}"));
}
