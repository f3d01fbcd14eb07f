using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Simulating;

/// <summary>
/// Matches, boards and clients, undelayed and delayed, under faults that one seed decides: stalls, dribbling sinks, cut
/// connections, new epochs, time, histories that are too short.
/// </summary>
internal sealed class Simulation
{
    private const int MatchCount = 4;
    private const int ClientCount = 6;

    private static readonly uint[] Delays = [0, 0, 0, 2, 30, 120];
    private static readonly string[] Kinds = ["match", "score", "events"];

    private readonly Random _random;
    private readonly TestNode _node;
    private readonly List<SourceMatch> _matches = [];
    private readonly List<ModelClient> _clients = [];
    private uint _lastEpoch = 1001;
    private int _lastIncident;

    public Simulation(int seed)
    {
        _random = new Random(seed);
        // A history of two minutes and little room, so that readers do fall behind it.
        // Walks that take several turns, as those of thousands of readers do.
        _node = new TestNode(
            configure: options => options.FlushesPerTurn = 1 + _random.Next(4),
            topics: new TopicsOptions
            {
                HistoryRetention = TimeSpan.FromMinutes(2),
                HistoryBytesMax = 1 << (11 + _random.Next(9)),
            });
        for (var index = 0; index < MatchCount; index++)
            _matches.Add(_node.Match($"m{index}", start: index));
        for (var index = 0; index < ClientCount; index++)
            _clients.Add(new ModelClient(_node, index % 2 == 0 ? FrameEncoding.Proto : FrameEncoding.Json));
    }

    /// <summary>Most bytes that one connection has held at any time.</summary>
    public int HeldBytesMost { get; private set; }

    /// <summary>
    /// What one connection may hold: control frames up to the limit and one answer past it, and the rest of one unit.
    /// </summary>
    public int HeldBytesMax => _node.Options.ControlBytesMax + (2 * LargestUnit());

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Act();
            var turns = _random.Next(4);
            if (turns == 1)
                _node.TurnOnce();
            else if (turns > 1)
                _node.Turn();
            foreach (var client in _clients)
            {
                client.TakeIn();
                client.Wire.Connection.Touch(); // a pong
                if (client.Wire.Sink.Ended || client.Wire.Sink.Aborted)
                    client.Reconnect(); // stalled for too long
                HeldBytesMost = Math.Max(HeldBytesMost, client.Wire.Connection.HeldBytes);
            }
        }
    }

    /// <summary>Faults end; everything that is due comes.</summary>
    public void Rest()
    {
        foreach (var client in _clients.Where(client => client.Wire.Connection.Closing))
            client.Reconnect();
        _node.Log.Away = false;
        _matches.ForEach(match => match.CatchUp());
        _clients.ForEach(client => client.Wire.Sink.Open(null));
        // As long as the longest delay and a bit, and on while somebody is told to come back.
        for (var second = 0; second < 130 || (second < 400 && _clients.Exists(client => client.Owed > 0)); second += 3)
        {
            _node.Pass(TimeSpan.FromSeconds(3));
            foreach (var client in _clients)
            {
                client.TakeIn();
                client.Wire.Connection.Touch(); // a pong
            }
        }
    }

    /// <summary>At rest every client has the source's state, owes nothing and is owed nothing.</summary>
    public void AssertConverged()
    {
        foreach (var client in _clients)
        {
            Assert.Equal(0, client.Owed);
            Assert.Equal(0, client.Wire.Connection.HeldBytes);
            foreach (var topic in client.Topics)
                Assert.Equal((topic.Name, HashOf(topic.Name)), (topic.Name, topic.Hash));
        }
    }

    private void Act()
    {
        var client = _clients[_random.Next(ClientCount)];
        switch (_random.Next(24))
        {
            case < 9:
                Publish(_matches[_random.Next(MatchCount)]);
                break;
            case < 11:
                client.Subscribe(AnyTopic(), Delays[_random.Next(Delays.Length)]);
                break;
            case 11:
                client.Wire.Sink.Open(0);
                break;
            case 12 or 13:
                client.Wire.Sink.Open(_random.Next(1, 40));
                break;
            case 14 or 15:
                client.Wire.Sink.Open(null);
                break;
            case 16:
                client.Reconnect();
                break;
            case 17 when client.Topics.Count > 0:
                client.Unsubscribe(client.Topics.ElementAt(_random.Next(client.Topics.Count)).Name);
                break;
            case 18 when _random.Next(4) == 0:
                _matches[_random.Next(MatchCount)].Restate(++_lastEpoch, skip: (uint)_random.Next(3));
                break;
            case 19 or 20:
                VisitAnotherNode(client, _matches[_random.Next(MatchCount)]);
                break;
            case 21:
                _node.Log.Away = !_node.Log.Away;
                break;
            case 22:
                _matches[_random.Next(MatchCount)].CatchUp();
                break;
            default:
                _node.Pass(TimeSpan.FromMilliseconds(_random.Next(20_000)));
                break;
        }
    }

    /// <summary>Comes back with what a node that is level with the log has told it.</summary>
    private static void VisitAnotherNode(ModelClient client, SourceMatch match)
    {
        string[] names = [$"match/{match.Id}", $"events/{match.Id}"];
        foreach (var topic in client.Topics.Where(topic => names.Contains(topic.Name)))
            topic.Adopt(match.State, new Position { Epoch = match.Epoch, Seq = match.Seq });
        client.Reconnect();
    }

    private void Publish(SourceMatch match)
    {
        var incident = ++_lastIncident;
        var (home, away) = (match.State.Head.Score?.Home ?? 0, match.State.Head.Score?.Away ?? 0);
        var delta = _random.Next(7) switch
        {
            0 => SourceMatch.Score(home + 1, away),
            1 => SourceMatch.Score(home, away + 1),
            2 => new MatchDelta { Status = NextStatus(match.State.Head.Status) },
            3 => new MatchDelta { Stats = new StatEdits { Upsert = { new Stat { Key = "shots", Home = incident } } } },
            4 => SourceMatch.Innings(wickets: (uint)incident),
            5 => SourceMatch.Incident($"i{incident}", _random.Next(100), "goal", new string('x', _random.Next(200))),
            _ => SourceMatch.Incident($"i{incident}", _random.Next(100), "comment", new string('x', _random.Next(200))),
        };
        // Now and then the node lags, and then for a while: it follows in order.
        match.Publish(delta, follow: !match.NodeLags && _random.Next(8) > 0);
    }

    private static Status.Types.Value NextStatus(Status.Types.Value status) =>
        status == Status.Types.Value.Live ? Status.Types.Value.Ended : Status.Types.Value.Live;

    private string AnyTopic() => _random.Next(5) switch
    {
        0 => "board/live",
        1 => "board/competition/c1",
        _ => $"{Kinds[_random.Next(Kinds.Length)]}/m{_random.Next(MatchCount)}",
    };

    private uint HashOf(string topic)
    {
        Assert.True(TopicName.TryParse(topic, out var name, out _));
        if (name.Kind == TopicKind.Board)
            return ((BoardTopic)_node.Topics.Find(name).Topic!).Current.State.Hash;
        var match = _matches.Single(match => match.Id == name.Key);
        return name.Kind == TopicKind.Score
            ? ScoreView.From(Fanout.Protocol.States.Projection<MatchState, ScoreState>.Of(match.State.Head)).Hash
            : match.State.Hash;
    }

    private int LargestUnit() =>
        1024 + _matches.Max(match => Fanout.Protocol.Json.ProtoJson.ToText(match.State.ToMessage()).Length) + (
            MatchCount * 1024);
}
