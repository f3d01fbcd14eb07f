using Fanout.Protocol.Messages;
using Fanout.Server.Boards;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Topics;

namespace Fanout.Server.Tests.Delays;

/// <summary>
/// Matches, boards and delayed clients under faults that one seed decides; after each step every client that is
/// reachable must have exactly what was there at its horizon.
/// </summary>
internal sealed class TimeShift
{
    private const int MatchCount = 3;
    private const int ClientCount = 5;

    private static readonly uint[] Delays = [0, 1, 3, 10, 30, 120];
    private static readonly string[] Kinds = ["match", "score", "events"];
    private static readonly string[] Boards = ["board/live", "board/competition/c1"];

    private readonly Random _random;
    private readonly TestNode _node = new(configure: static options => options.PingTimeout = TimeSpan.FromMinutes(20));
    private readonly List<SourceMatch> _matches = [];
    private readonly List<ModelClient> _clients = [];
    private readonly HashSet<ModelClient> _stalled = [];
    private readonly Dictionary<string, Timeline> _truth = [];
    private uint _lastEpoch = 1001;
    private int _lastIncident;

    public TimeShift(int seed)
    {
        _random = new Random(seed);
        for (var index = 0; index < MatchCount; index++)
            _matches.Add(_node.Match($"m{index}", start: index));
        _matches[0].Publish(new MatchDelta { Status = Status.Types.Value.Live });
        for (var index = 0; index < ClientCount; index++)
            _clients.Add(new ModelClient(_node, index % 2 == 0 ? FrameEncoding.Proto : FrameEncoding.Json));
        Record();
        _node.Pass(TimeSpan.FromSeconds(121)); // from here on every delay can be had
    }

    /// <summary>Comparisons made with what was at a horizon.</summary>
    public int Compared { get; private set; }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Act();
            Record();
            _node.Turn();
            foreach (var client in _clients)
            {
                client.TakeIn();
                client.Wire.Connection.Touch();
                if (!_stalled.Contains(client))
                    Compare(client);
            }
        }
    }

    private void Act()
    {
        var client = _clients[_random.Next(ClientCount)];
        switch (_random.Next(20))
        {
            case < 6:
                Publish(_matches[_random.Next(MatchCount)]);
                break;
            case < 10:
                client.Subscribe(AnyTopic(), Delays[_random.Next(Delays.Length)]);
                break;
            case 10:
                client.Wire.Sink.Open(_random.Next(40));
                _stalled.Add(client);
                break;
            case 11 or 12:
                client.Wire.Sink.Open(null);
                _stalled.Remove(client);
                break;
            case 13:
                _stalled.Remove(client);
                client.Reconnect();
                break;
            case 14 when client.Topics.Count > 0:
                client.Unsubscribe(client.Topics.ElementAt(_random.Next(client.Topics.Count)).Name);
                break;
            case 15 when _random.Next(3) == 0:
                _matches[_random.Next(MatchCount)].Restate(++_lastEpoch, skip: (uint)_random.Next(3));
                break;
            case 16:
                KnowTheNewest(client, _matches[_random.Next(MatchCount)]);
                break;
            default:
                Pass(_random.Next(3) == 0 ? _random.Next(20_000) : _random.Next(1500));
                break;
        }
    }

    /// <summary>Comes back with the newest state of all, from a connection that was not delayed.</summary>
    private void KnowTheNewest(ModelClient client, SourceMatch match)
    {
        string[] names = [$"match/{match.Id}", $"events/{match.Id}"];
        foreach (var topic in client.Topics.Where(topic => names.Contains(topic.Name)))
            topic.Adopt(match.State, new Position { Epoch = match.Epoch, Seq = match.Seq });
        _stalled.Remove(client);
        client.Reconnect();
    }

    private void Publish(SourceMatch match)
    {
        var number = ++_lastIncident;
        var live = match.State.Head.Status == Status.Types.Value.Live;
        match.Publish(_random.Next(5) switch
        {
            0 => SourceMatch.Score(number, 0),
            1 => new MatchDelta { Status = live ? Status.Types.Value.Ended : Status.Types.Value.Live },
            2 => new MatchDelta { Stats = new StatEdits { Upsert = { new Stat { Key = "shots", Home = number } } } },
            3 => SourceMatch.Incident($"i{number}", _random.Next(100), "goal", new string('x', _random.Next(200))),
            _ => SourceMatch.Incident($"i{number}", _random.Next(100), "comment", new string('x', _random.Next(200))),
        });
    }

    private void Pass(int ms)
    {
        for (var left = ms; left > 0; left -= 500)
        {
            _node.Time.Advance(TimeSpan.FromMilliseconds(Math.Min(left, 500)));
            _node.Publisher.Tick();
            Record();
            _node.Turn();
        }
    }

    private string AnyTopic() => _random.Next(5) == 0
        ? Boards[_random.Next(Boards.Length)]
        : $"{Kinds[_random.Next(Kinds.Length)]}/m{_random.Next(MatchCount)}";

    private void Record()
    {
        foreach (var match in _matches)
        {
            Record($"match/{match.Id}", match.State.Hash);
            Record($"events/{match.Id}", match.State.Hash);
            Record(
                $"score/{match.Id}",
                ScoreView.From(Fanout.Protocol.States.Projection<MatchState, ScoreState>.Of(match.State.Head)).Hash);
        }
        foreach (var board in Boards)
        {
            Assert.True(TopicName.TryParse(board, out var name, out _));
            Record(board, ((BoardTopic)_node.Topics.Find(name).Topic!).Current.State.Hash);
        }
    }

    private void Record(string topic, uint hash)
    {
        if (!_truth.TryGetValue(topic, out var timeline))
            _truth[topic] = timeline = new Timeline();
        timeline.Add(_node.UnixMs, hash);
    }

    private void Compare(ModelClient client)
    {
        foreach (var topic in client.Topics.Where(static topic => topic is { Awaits: false, Position: not null }))
        {
            var expected = _truth[topic.Name].At(_node.UnixMs - (topic.DelaySeconds * 1000L));
            Assert.Equal((topic.Name, topic.DelaySeconds, expected), (topic.Name, topic.DelaySeconds, topic.Hash));
            Compared++;
        }
    }
}
