using Fanout.Protocol.Messages;

namespace Fanout.Server.Tests.Simulating;

/// <summary>One topic as a client knows it.</summary>
internal sealed class ModelTopic(string name)
{
    private Match _match = Match.Empty;
    private ScoreView _score = ScoreView.Empty;
    private Board _board = Board.Empty;
    private Position? _promised;
    private bool _snapshotDue;

    public string Name => name;

    public uint Id { get; private set; }

    /// <summary>How far behind live it asks to run.</summary>
    public uint DelaySeconds { get; set; }

    /// <summary>Where it stands; null before the first state.</summary>
    public Position? Position { get; private set; }

    /// <summary>The client's number of its last `subscribe` of the topic.</summary>
    public uint Wanted { get; private set; }

    /// <summary>It has subscribed (again): until that is answered, frames of the topic are dropped.</summary>
    public bool Awaits { get; private set; }

    /// <summary>Deltas and entries applied.</summary>
    public int StepCount { get; private set; }

    public int SnapshotCount { get; private set; }

    public uint Hash => name[0] switch
    {
        's' => _score.Hash,
        'b' => _board.Hash,
        _ => _match.Hash,
    };

    private uint Hash1 => name[0] switch
    {
        's' => _score.Hash1,
        'b' => _board.Hash1,
        _ => _match.Hash1,
    };

    public Match Match => _match;

    public Board Board => _board;

    /// <summary>Learns a state elsewhere, from another node that is further on.</summary>
    public void Adopt(Match state, Position position)
    {
        (_match, Position) = (state, position);
        _snapshotDue = false;
    }

    public void Want(uint reference) => (Wanted, Awaits) = (reference, true);

    public void TakeIn(Subscribed subscribed)
    {
        Id = subscribed.TopicId;
        if (Awaits && subscribed.Ref != Wanted)
            return;
        _snapshotDue &= !Awaits; // what an earlier answer still owed was dropped
        Awaits = false;
        Assert.False(_snapshotDue, $"{name}: subscribed while a snapshot is due");
        Assert.Equal((name, DelaySeconds), (subscribed.Topic, subscribed.DelaySeconds));
        _promised = subscribed.Position;
        switch (subscribed.Answer)
        {
            case Answer.Types.Value.UpToDate:
                Assert.Equal(Position, subscribed.Position);
                break;
            case Answer.Types.Value.Replay:
                Assert.Equal(Position?.Epoch, subscribed.Position.Epoch);
                break;
            default:
                _snapshotDue = true;
                break;
        }
    }

    public void TakeIn(Snapshot snapshot)
    {
        if (Awaits)
            return;
        if (_snapshotDue)
            Assert.Equal(_promised, snapshot.Position);
        _snapshotDue = false;
        SnapshotCount++;
        Position = snapshot.Position.Clone();
        switch (snapshot.StateCase)
        {
            case Snapshot.StateOneofCase.Score:
                _score = ScoreView.From(snapshot.Score);
                break;
            case Snapshot.StateOneofCase.Board:
                _board = Board.From(snapshot.Board);
                break;
            default:
                _match = Match.From(snapshot.Match);
                break;
        }
        Assert.Equal((snapshot.StateHash, snapshot.StateHash1), (Hash, Hash1));
    }

    public void TakeIn(Delta delta)
    {
        var previous = delta.HasPrevious ? delta.Previous : delta.Seq - 1;
        if (!Step(delta.Seq, previous))
            return;
        switch (delta.ChangeCase)
        {
            case Delta.ChangeOneofCase.Score:
                _score = _score.Apply(delta.Score);
                break;
            case Delta.ChangeOneofCase.Board:
                _board = _board.Apply(delta.Board);
                break;
            default:
                _match = _match.Apply(delta.Match);
                break;
        }
        Assert.Equal((delta.StateHash, delta.StateHash1), (Hash, Hash1));
    }

    public void TakeIn(Entry entry)
    {
        if (!Step(entry.Seq, entry.Seq - 1))
            return;
        _match = _match.Apply(entry.Delta);
        Assert.Equal(entry.StateHash, Hash);
    }

    private bool Step(uint seq, uint previous)
    {
        if (Awaits)
            return false;
        Assert.False(_snapshotDue, $"{name}: a step where a snapshot is due");
        Assert.NotNull(Position);
        if (seq <= Position.Seq)
            return false; // replayed after a reconnect
        Assert.Equal(Position.Seq, previous);
        Position.Seq = seq;
        StepCount++;
        return true;
    }
}
