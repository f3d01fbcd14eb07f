using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Fanout.Perf.Abuse;

/// <summary>What many bad peers do at once, again and again, until they are stopped.</summary>
/// <param name="name">What it is called in tables.</param>
/// <param name="peers">How many do it at a time.</param>
/// <param name="act">What one of them does with a server until it is thrown out; then it begins anew.</param>
internal sealed class Attack(string name, int peers, Func<int, int, Attack, CancellationToken, Task> act)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5); // of one that was thrown out

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public string Name => name;

    public int Peers => peers;

    /// <summary>What happened, by what it was.</summary>
    public string Counted => string.Join(
        ", ", _counts.OrderByDescending(static count => count.Value).Select(static count => $"{count.Value:N0} {count.Key}"));

    /// <summary>One more of this happened.</summary>
    public void Count(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);

    /// <summary>Goes on until it is stopped; returns when every peer is gone.</summary>
    public Task RunAsync(int port, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, peers).Select(peer => Task.Run(() => RepeatAsync(port, peer, stop), CancellationToken.None)));

    private async Task RepeatAsync(int port, int peer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act(port, peer, this, stop);
            }
            catch (SocketException failure)
            {
                Count(failure.SocketErrorCode.ToString());
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.WhenAny(Task.Delay(Pause, TimeProvider.System, stop));
        }
    }
}
