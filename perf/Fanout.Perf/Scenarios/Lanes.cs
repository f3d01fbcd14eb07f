using Fanout.Perf.Contenders;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Scenarios;

/// <summary>Several servers, each with its clients, all there at once and measured in turns.</summary>
internal sealed class Lanes : IAsyncDisposable
{
    private readonly List<Lane> _lanes = [];
    private readonly int _peerRounds;

    private Lanes(int peerRounds) => _peerRounds = peerRounds;

    public IReadOnlyList<Lane> All => _lanes;

    public static async Task<Lanes> StartAsync(
        IEnumerable<IContender> contenders, Topology topology, RunOptions options)
    {
        var lanes = new Lanes(options.PeerRounds);
        try
        {
            foreach (var contender in contenders)
            {
                lanes._lanes.Add(await options.StartAsync(contender, topology));
                Console.WriteLine($"{contender.Name}: {topology.Connections} connected");
            }
            return lanes;
        }
        catch
        {
            await lanes.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Measures each lane once a round; every other round backwards, so that none always comes after the same one.
    /// Servers of others take part in the first rounds only: what they are apart needs no narrow interval.
    /// </summary>
    /// <returns>The values of each lane by the number of the round.</returns>
    public async Task<Dictionary<Lane, List<T>>> RoundsAsync<T>(int count, Func<Lane, Task<T>> measure)
    {
        var values = _lanes.ToDictionary(static lane => lane, static _ => new List<T>());
        for (var round = 0; round < count; round++)
        {
            foreach (var lane in round % 2 == 0 ? _lanes : Enumerable.Reverse(_lanes))
            {
                if (round < _peerRounds || !AllContenders.IsPeer(lane.Contender.Name))
                    values[lane].Add(await measure(lane));
            }
            Console.WriteLine($"round {round + 1} of {count}");
        }
        return values;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }
}
