using Fanout.Client;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Faults;

/// <summary>Clients of the SDK, spread evenly over the delivery nodes, each following some matches.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int MatchesPerClient = 2;
    private const int EveryEntryStep = 10; // every tenth client follows entries

    private readonly List<FanoutClient> _clients = [];
    private readonly Dictionary<ServerProcess, List<Follower>> _followers = [];

    public Crowd(IReadOnlyList<ServerProcess> nodes, int clientCount, int matchCount)
    {
        foreach (var node in nodes)
            _followers.Add(node, []);
        for (var index = 0; index < clientCount; index++)
        {
            var node = nodes[index % nodes.Count];
            var client = new FanoutClient(new FanoutClientOptions
            {
                Server = node.Address,
                BackoffMax = TimeSpan.FromSeconds(1), // what is measured is the system, not how shy its clients are
            });
            _clients.Add(client);
            for (var place = 0; place < MatchesPerClient; place++)
            {
                // Another match with each round over the nodes, so that every node has readers of every match.
                var match = ((index / nodes.Count) + (place * (matchCount / MatchesPerClient))) % matchCount;
                _followers[node].Add(new Follower(
                    $"client {index} of {node.Address.Port}", client, match, index / nodes.Count % EveryEntryStep == 0, Ledger));
            }
        }
    }

    public Ledger Ledger { get; } = new();

    public int ClientCount => _clients.Count;

    public IEnumerable<Follower> Followers => _followers.Values.SelectMany(static followers => followers);

    public IReadOnlyList<Follower> FollowersOf(ServerProcess node) => _followers[node];

    public async ValueTask DisposeAsync()
    {
        foreach (var chunk in _clients.Chunk(100))
            await Task.WhenAll(chunk.Select(static client => client.DisposeAsync().AsTask()));
    }
}
