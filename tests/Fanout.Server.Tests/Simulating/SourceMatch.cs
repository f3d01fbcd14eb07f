using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;
using LogEntryKind = Fanout.Log.EntryKind;

namespace Fanout.Server.Tests.Simulating;

/// <summary>The truth about one match, and the entries that tell it.</summary>
internal sealed class SourceMatch(TestNode node, string id)
{
    private static ulong _lastLogSequence; // entries of one partition; only its rise matters

    public string Id => id;

    public uint Epoch { get; private set; } = 1001;

    public uint Seq { get; private set; }

    public Match State { get; private set; } = Match.Empty;

    /// <summary>Sequence of the last entry that changed the score view.</summary>
    public uint ScoreSeq { get; private set; }

    /// <summary>Entries of the log that the node has not followed yet.</summary>
    private readonly Queue<LogEntry> _ahead = [];

    /// <summary>Whether the log is ahead of the node.</summary>
    public bool NodeLags => _ahead.Count > 0;

    /// <summary>The node follows what it was kept from.</summary>
    public void CatchUp()
    {
        while (_ahead.TryDequeue(out var entry))
            node.Publisher.Apply([entry]);
    }

    /// <summary>Appends a change to the log and, unless held back, lets the node follow it.</summary>
    public LogEntry Publish(MatchDelta delta, bool follow = true)
    {
        var (state, effect) = State.ApplyEffective(delta);
        Assert.False(Match.IsEmpty(effect), "a delta that changes nothing is never published");
        State = state;
        Seq++;
        var entry = Entry(effect, LogEntryKind.Change, whole: false);
        return Append(entry, follow);
    }

    /// <summary>The log begins a new epoch, which restates the match whole.</summary>
    public LogEntry Restate(uint epoch, uint skip = 0, bool follow = true)
    {
        Epoch = epoch;
        Seq += 1 + skip;
        var entry = Entry(Match.Diff(Match.Empty, State), LogEntryKind.Opening, whole: true);
        return Append(entry, follow);
    }

    private LogEntry Append(LogEntry entry, bool follow)
    {
        node.Log.Append(entry);
        _ahead.Enqueue(entry);
        if (follow)
            CatchUp();
        return entry;
    }

    public MatchDelta Fixture(string sport = "football", string competition = "c1", double start = 1_000_000) => new()
    {
        Id = id,
        Sport = sport,
        Competition = new Competition { Id = competition, Name = "Cup" },
        Start = start,
        Status = Status.Types.Value.Scheduled,
        Participants = new ParticipantTail
        {
            Items =
            {
                new Participant { Id = $"{id}-home", Name = "Reds" },
                new Participant { Id = $"{id}-away", Name = "Blues" },
            },
        },
    };

    public static MatchDelta Score(int home, int away) =>
        new() { Score = new ScoreChange { Home = home, Away = away } };

    /// <summary>The home side's innings of cricket as it stands, at 182 runs.</summary>
    public static MatchDelta Innings(uint wickets) => new()
    {
        Cricket = new CricketChange
        {
            Innings = new CricketInningsTail { Items = { new CricketInnings { Side = "home", Runs = 182, Wickets = wickets } } },
        },
    };

    public static MatchDelta Incident(string incidentId, double order, string type = "goal", string text = "") => new()
    {
        Incidents = new IncidentEdits
        {
            Upsert = { new Incident { Id = incidentId, Order = order, Type = type, Text = text, Revision = 1 } },
        },
    };

    private LogEntry Entry(MatchDelta delta, LogEntryKind kind, bool whole) => new()
    {
        Partition = 0,
        Epoch = Epoch,
        Sequence = ++_lastLogSequence,
        MatchId = id,
        MatchSequence = Seq,
        Kind = kind,
        Key = $"k{_lastLogSequence}",
        ContentDigest = default,
        Chain = default,
        PublishedMs = node.UnixMs,
        Public = new LoggedChange
        {
            Kind = whole ? EntryKind.Types.Value.System : EntryKind.Types.Value.Feed,
            Delta = delta,
            StateHash = State.Hash,
            Cause = new Cause { Feed = "f1", EventId = $"e{Seq}" },
            Whole = whole,
        }.ToByteArray(),
    };
}
