namespace Fanout.Services.Processes;

/// <summary>
/// Waits on a condition of another process, which nobody tells us of. A connection that ends while it is asked is no answer: a
/// Redis that changes its role closes those of its clients.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // far beyond what a busy machine needs
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the answer is this; after the patience is gone the assertion fails with the last answer.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> ask)
    {
        var answer = await AskAsync(ask, answer => EqualityComparer<T>.Default.Equals(answer, expected));
        Assert.Equal(expected, answer);
    }

    /// <summary>Asks until it is so.</summary>
    /// <param name="what">What is waited for; the failure's message.</param>
    public static async Task TrueAsync(string what, Func<Task<bool>> ask) =>
        Assert.True(await AskAsync(ask, static answer => answer), $"not within {Patience}: {what}");

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, bool> suffices)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var isLast = TimeProvider.System.GetElapsedTime(started) > Patience;
            try
            {
                var answer = await ask();
                if (suffices(answer) || isLast)
                    return answer;
            }
            catch (IOException) when (!isLast)
            {
                // Asked again over a new one.
            }
            await Task.Delay(PollInterval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
