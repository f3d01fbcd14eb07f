using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Nodes;

/// <summary>
/// A match whose entries are as a log holds them: dense sequences, true hashes. Each moves the score and the clock, and
/// carries a mark in the name of the feed, the one text that a score view has.
/// </summary>
/// <param name="id">Its id.</param>
/// <param name="partition">Its partition of the log.</param>
/// <param name="frameSize">Bytes that a frame of `score/` shall have with its WebSocket head; 60 to 127.</param>
/// <param name="incidentsMax">
/// Each change also brings an incident, as many of them as this; then it amends the oldest. 0: none.
/// </param>
internal sealed class MadeUpMatch(string id, int partition, int frameSize, int incidentsMax = 0)
{
    public const uint Epoch = 1;

    private const int HeadSize = 2; // of a WebSocket frame below 126 bytes

    private Match _state = Match.Empty;
    private int _textSize = TimeMark.Size;
    private (Match State, uint Sequence) _kept = (Match.Empty, 0);

    public string Id => id;

    /// <summary>Of the last entry that was made.</summary>
    public uint Sequence { get; private set; }

    /// <summary>After the last entry that was made.</summary>
    public Match State => _state;

    /// <summary>The first entry: all that is known before the match begins.</summary>
    public LogEntry First(long publishedMs)
    {
        var delta = new MatchDelta
        {
            Id = id,
            Sport = "football",
            Status = Status.Types.Value.Live,
            Phase = "1H",
            Start = publishedMs,
            Competition = new Competition { Id = "perf", Name = "Performance" },
            Clock = new ClockChange
            {
                Kind = ClockKind.Types.Value.Up,
                Running = true,
                ValueMs = 0,
                AnchorMs = publishedMs,
            },
            Score = new ScoreChange { Home = 0, Away = 0 },
            Feed = new FeedChange { Active = "made-up" },
            Participants = new ParticipantTail
            {
                Items = { new Participant { Id = "h", Name = "Home" }, new Participant { Id = "a", Name = "Away" } },
            },
        };
        return Logged(delta, publishedMs);
    }

    /// <summary>The next change.</summary>
    /// <param name="dueUs">When it was due, in microseconds since 1970.</param>
    /// <param name="logSequence">Sequence in the partition.</param>
    public LogEntry Next(long dueUs, ulong logSequence)
    {
        if (Sequence == 1)
            _textSize = TextSize(dueUs);
        return Logged(Change(dueUs), dueUs / 1000) with { Sequence = logSequence };
    }

    /// <summary>The entries that were made so far stay.</summary>
    public void Keep() => _kept = (_state, Sequence);

    /// <summary>Forgets what was made since <see cref="Keep"/>.</summary>
    public void Revert() => (_state, Sequence) = _kept;

    private MatchDelta Change(long dueUs) => new()
    {
        Clock = new ClockChange { ValueMs = 60_000 + Sequence % 1_000_000, AnchorMs = dueUs / 1000 },
        Score = new ScoreChange { Home = (int)(Sequence % 100) },
        Feed = new FeedChange { Active = TimeMark.Text(dueUs, _textSize) },
        Incidents = incidentsMax == 0 ? null : new IncidentEdits { Upsert = { Incident(dueUs) } },
    };

    private Incident Incident(long dueUs) => new()
    {
        Id = FormattableString.Invariant($"i{Sequence % incidentsMax}"),
        Revision = 1 + Sequence / (uint)incidentsMax,
        Order = Sequence,
        Type = "comment",
        Team = "home",
        Minute = Sequence % 90,
        Phase = "1H",
        State = IncidentState.Types.Value.Confirmed,
        Text = "What somebody says who sees it happen",
        AtMs = dueUs / 1000,
    };

    /// <summary>How long the text must be for a frame of the size that was asked for.</summary>
    private int TextSize(long dueUs)
    {
        _textSize = TimeMark.Size; // it may have been another: events are made again where making them took too long
        var change = Change(dueUs);
        var frame = new ServerFrame
        {
            Delta = new Delta
            {
                TopicId = 1,
                Seq = 1000, // two bytes, as most have in a run
                StateHash = 1,
                PublishedMs = 20_000, // three bytes: from 16 s on
                Score = new ScoreDelta { Clock = change.Clock, Score = change.Score, Feed = change.Feed },
            },
        };
        return Math.Max(TimeMark.Size, TimeMark.Size + frameSize - HeadSize - frame.CalculateSize());
    }

    private LogEntry Logged(MatchDelta delta, long publishedMs)
    {
        _state = _state.Apply(delta);
        var change = new LoggedChange
        {
            Kind = Protocol.Messages.EntryKind.Types.Value.Feed,
            Delta = delta,
            StateHash = _state.Hash,
        };
        return new LogEntry
        {
            Partition = partition,
            Epoch = Epoch,
            Sequence = 1,
            MatchId = id,
            MatchSequence = ++Sequence,
            Kind = Log.EntryKind.Change,
            Key = "",
            ContentDigest = default,
            Public = change.ToByteArray(),
            PublishedMs = publishedMs,
            Chain = ChainHash.None, // a reader of the log checks it; here is none
        };
    }
}
