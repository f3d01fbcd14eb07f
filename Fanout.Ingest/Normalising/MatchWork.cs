using Fanout.Ingest.Normalising.Correcting;
using Fanout.Ingest.Normalising.Watching;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>Work state of one match: what the feeds make of it, what readers see, and what only its normaliser needs.</summary>
/// <remarks>
/// Requirement: entries are the only way in. The normaliser decides on an entry without touching anything, and <see
/// cref="Apply"/> does what the entry says; a restart applies the same entries by the same method, so what it restores
/// cannot differ from what was. The alternative, normalising the recorded input again, would give other states after
/// every change of the rules.
/// <para>One writer; not for concurrent use.</para>
/// </remarks>
internal sealed class MatchWork(string id)
{
    private readonly Dictionary<string, long> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IncidentNote> _incidents = new(StringComparer.Ordinal);
    private readonly List<HeldEvent> _held = [];
    private readonly List<Alias> _aliases = [];
    private readonly SortedDictionary<string, double> _feeds = new(StringComparer.Ordinal);
    private readonly List<ulong> _seen = []; // key, digest, key, digest…
    private IncidentNote _lastArrived = new();

    /// <summary>Our id of the match.</summary>
    public string Id { get; } = id;

    /// <summary>What the feeds make of the match; what every rule judges against.</summary>
    public Match State { get; private set; } = Match.Empty;

    /// <summary>What readers see: the same, with the corrections of editors laid over it. The same object while none is locked.</summary>
    public Match Shown { get; private set; } = Match.Empty;

    /// <summary>What editors corrected; null: nothing, ever. Not to be changed.</summary>
    public CorrectionBook? Corrections { get; private set; }

    /// <summary>Whether a fixture has named the match.</summary>
    public bool IsKnown => State.Head.Id.Length > 0;

    /// <summary>Events put aside, in order of arrival.</summary>
    public IReadOnlyList<HeldEvent> Held => _held;

    /// <summary>Bytes of them, as protobuf.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>What other feeds call the match.</summary>
    public IReadOnlyList<Alias> Aliases => _aliases;

    /// <summary>
    /// Feeds of which events were taken, and when each was last heard, ms since 1970; at most
    /// <see cref="NormaliserLimits.FeedCountMax"/>, the first that spoke. Of a feed's view: none.
    /// </summary>
    public IReadOnlyDictionary<string, double> Feeds => _feeds;

    /// <summary>When the active feed was last heard; ms since 1970, 0: never.</summary>
    public double HeardMs { get; private set; }

    /// <summary>When an event of any feed was last taken; ms since 1970, 0: never.</summary>
    public double LastMs { get; private set; }

    /// <summary>When the match was over; ms since 1970, 0: it is not.</summary>
    public double ClosedMs { get; private set; }

    /// <summary>What voids took back since the feed last stated the score. Not to be changed.</summary>
    public TakenBack TakenBack { get; private set; } = new();

    /// <summary>What a feed is to remember, where this is a feed's place and no match; otherwise null. Not to be changed.</summary>
    public FeedMemory? Feed { get; private set; }

    /// <summary>What watchdogs know of the match.</summary>
    public Watched Watched { get; private init; } = new();

    /// <summary>What names stand for, where this is a sport's place and no match; otherwise null.</summary>
    public MappingBook? Mapping { get; private set; }

    /// <summary>The match that this one is continued as; null: it stands for itself. Not to be changed.</summary>
    public Superseded? Superseded { get; private set; }

    /// <summary>What the feeds say, each for itself; null: all feeds are one, the newest statement wins.</summary>
    public FeedViews? Views { get; private set; }

    /// <summary>Bytes of all incidents as protobuf.</summary>
    public int IncidentBytes { get; private set; }

    /// <summary>The newest incident by arrival; arrival 0 when there is none.</summary>
    public IncidentNote LastArrived => _lastArrived;

    /// <summary>Key and digest of every event taken and not forgotten, in turn.</summary>
    public IReadOnlyList<ulong> Seen => _seen;

    /// <summary>
    /// Whether <see cref="Seen"/> lacks events that the match took: ask the keys of the log before an event counts as
    /// new.
    /// </summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Events in <see cref="Seen"/>.</summary>
    public int SeenCount => _seen.Count / 2;

    /// <summary>Whether the match took an event; looks through all of them.</summary>
    public bool HasSeen(ulong key)
    {
        for (var i = 0; i < _seen.Count; i += 2)
        {
            if (_seen[i] == key) return true;
        }
        return false;
    }

    /// <summary>Whether a newer value than one of <paramref name="at"/> (100 ns since 1970) was stated.</summary>
    public bool IsOvertaken(string field, long at) => _fields.TryGetValue(field, out var newest) && at < newest;

    /// <summary>The newest <c>at</c> of a field, 100 ns since 1970; 0: never stated.</summary>
    public long StatedAt(string field) => _fields.GetValueOrDefault(field);

    public bool IsStated(string field) => _fields.ContainsKey(field);

    /// <summary>
    /// The match as readers see it, for judging what somebody says of it now: nothing in it is newer than that. What was
    /// stated stays stated, and is derived from nothing else.
    /// </summary>
    /// <param name="shown">What readers see.</param>
    /// <param name="locked">Fields that editors stated.</param>
    /// <param name="more">Notes about incidents that are not in the log yet.</param>
    /// <param name="takenBack">What was taken back since the score was stated, where that is not in the log yet either; null: it is.</param>
    public MatchWork ViewOf(Match shown, IEnumerable<string> locked, IEnumerable<IncidentNote> more, TakenBack? takenBack)
    {
        var view = Restore(Id, shown, new WriterState { TakenBack = takenBack ?? (Views?.Primary?.Work ?? this).TakenBack });
        foreach (var field in (Views?.Primary?.Work ?? this)._fields.Keys.Concat(locked)) view._fields[field] = 0;
        foreach (var note in _incidents.Values.Concat(more))
        {
            var known = note.Clone();
            known.VoidedAt = 0;
            view.Remember(known);
        }
        return view;
    }

    public IncidentNote? NoteOf(string incident) => _incidents.GetValueOrDefault(incident);

    /// <summary>Does what an entry says.</summary>
    /// <param name="change">Its public part.</param>
    /// <param name="writer">Its writer's part.</param>
    /// <param name="after">What the feeds have after it, where that is known already: it saves a second application.</param>
    /// <param name="shown">What readers have after it; likewise.</param>
    public void Apply(LoggedChange change, WriterChange writer, Match? after = null, Match? shown = null)
    {
        var own = writer.Feeds is null ? change : new LoggedChange { Kind = change.Kind, Delta = writer.Feeds.Delta, Cause = change.Cause };
        Watched.Apply(State.Head, own, writer);
        if (writer.Arbitration is not null) (Views ??= new FeedViews()).Apply(this, own, writer.Arbitration);
        Move(change, own, after, shown, writer.Corrections);
        foreach (var field in writer.Fields) _fields[field] = Math.Max(writer.At, _fields.GetValueOrDefault(field, writer.At));
        if (writer.Digest != 0 && writer.Event != 0) _seen.AddRange([writer.Event, writer.Digest]);
        if (writer.Event != 0 && change.Cause is { } cause) LastMs = Math.Max(LastMs, cause.ReceivedMs);
        if (change.Kind == EntryKind.Types.Value.Feed && writer.Hold is null) Hear(change.Cause);
        if (writer.Heard) HeardMs = Math.Max(HeardMs, change.Cause.ReceivedMs);
        foreach (var note in writer.Incidents) Remember(note);
        if (writer.TakenBack is not null) TakenBack = writer.TakenBack;
        if (writer.ClosedMs > 0) ClosedMs = writer.ClosedMs;
        if (writer.Reopened) ClosedMs = 0;
        foreach (var key in writer.Release) Release(key);
        if (writer.Hold is not null) Hold(writer.Hold);
        _aliases.AddRange(writer.Aliases);
        if (writer.Feed is not null) Feed = FeedNotes.Apply(Feed, writer.Feed, change.Cause.ReceivedMs);
        if (writer.Mapping is not null) (Mapping ??= new MappingBook()).Apply(writer.Mapping);
        if (writer.Superseded is not null) Superseded = writer.Superseded.Match.Length > 0 ? writer.Superseded : null;
    }

    /// <summary>Begins from a whole: a log snapshot, or the opening of an epoch.</summary>
    /// <param name="id">Our id of the match.</param>
    /// <param name="shown">What readers see.</param>
    /// <param name="writer">The writer's part.</param>
    public static MatchWork Restore(string id, Match shown, WriterState writer)
    {
        var state = writer.OfFeeds is null ? shown : shown.Apply(writer.OfFeeds);
        var work = new MatchWork(id)
        {
            State = state,
            Shown = shown,
            Corrections = writer.Corrections is null ? null : CorrectionBook.Restore(writer.Corrections),
            HeardMs = writer.HeardMs,
            LastMs = Math.Max(writer.LastMs, writer.HeardMs),
            ClosedMs = writer.ClosedMs,
            TakenBack = writer.TakenBack ?? new TakenBack(),
            Feed = writer.Feed,
            Watched = new Watched(writer),
            Mapping = writer.Mapping is null ? null : MappingBook.Restore(writer.Mapping),
            Superseded = writer.Superseded,
            HasForgotten = writer.HasForgotten,
            IncidentBytes = state.Elements<Incident>(MatchState.IncidentsFieldNumber)
                .InOrder().Sum(static incident => incident.CalculateSize()),
        };
        work._seen.AddRange(writer.Seen);
        foreach (var field in writer.Fields) work._fields[field.Field] = field.At;
        foreach (var note in writer.Incidents) work.Remember(note);
        foreach (var held in writer.Held) work.Hold(held);
        work._aliases.AddRange(writer.Aliases);
        foreach (var heard in writer.Feeds) work._feeds[heard.Feed] = heard.HeardMs;
        if (writer.Arbitration is not null) work.Views = FeedViews.Restore(work, writer.Arbitration);
        return work;
    }

    /// <summary>The writer's part, whole; the same bytes for the same state.</summary>
    public WriterState ToWriterState()
    {
        var writer = new WriterState
        {
            HeardMs = HeardMs,
            LastMs = LastMs,
            ClosedMs = ClosedMs,
            HasForgotten = HasForgotten,
        };
        if (TakenBack.CalculateSize() > 0) writer.TakenBack = TakenBack;
        if (Feed is not null) writer.Feed = Feed;
        Watched.WriteTo(writer);
        if (Mapping is not null) writer.Mapping = Mapping.ToState();
        if (Superseded is not null) writer.Superseded = Superseded;
        if (Corrections is not null) writer.Corrections = Corrections.ToState();
        if (!ReferenceEquals(State, Shown) && Match.Diff(Shown, State) is var feeds && !Match.IsEmpty(feeds)) writer.OfFeeds = feeds;
        if (Views is not null) writer.Arbitration = Views.ToState(State);
        writer.Seen.AddRange(_seen);
        writer.Fields.AddRange(_fields
            .OrderBy(static field => field.Key, StringComparer.Ordinal)
            .Select(static field => new FieldTime { Field = field.Key, At = field.Value }));
        writer.Incidents.AddRange(_incidents.Values.OrderBy(static note => note.Id, StringComparer.Ordinal));
        writer.Held.AddRange(_held);
        writer.Aliases.AddRange(_aliases);
        writer.Feeds.AddRange(_feeds.Select(static feed => new FeedHeard { Feed = feed.Key, HeardMs = feed.Value }));
        return writer;
    }

    /// <summary>Bytes that a delta adds to the incidents, or takes away.</summary>
    public int GrowthOf(MatchDelta delta)
    {
        if (delta.Incidents is null) return 0;
        var incidents = State.Elements<Incident>(MatchState.IncidentsFieldNumber);
        return delta.Incidents.Upsert.Sum(now => now.CalculateSize() - (incidents.Find(now.Id)?.CalculateSize() ?? 0));
    }

    /// <summary>Forgets the events taken, all or the oldest of them, and says which.</summary>
    /// <param name="countMax">How many.</param>
    public List<ulong> ForgetSeen(int countMax)
    {
        var forgotten = _seen.GetRange(0, Math.Min(_seen.Count, 2 * countMax));
        _seen.RemoveRange(0, forgotten.Count);
        HasForgotten = true;
        return forgotten;
    }

    public static ulong KeyOf(HeldEvent held) => FeedEvent.KeyOf(held.Feed, held.Event.Id);

    /// <summary>To the states after an entry. While the two are one, they stay one, and what is known of either is known of both.</summary>
    private void Move(LoggedChange change, LoggedChange own, Match? after, Match? shown, CorrectionsChange? corrections)
    {
        var wereOne = ReferenceEquals(State, Shown);
        var stayOne = wereOne && ReferenceEquals(change, own);
        if (own.Delta is not null)
        {
            IncidentBytes += GrowthOf(own.Delta);
            State = after ?? (stayOne ? shown : null) ?? State.Apply(own.Delta);
        }
        if (stayOne) Shown = State;
        else if (change.Delta is not null) Shown = shown ?? Shown.Apply(change.Delta);
        if (corrections is not null) (Corrections ??= new CorrectionBook()).Apply(corrections);
        if (Corrections is null or { Locked.Count: 0 } && Shown.Hash == State.Hash) Shown = State;
    }

    private void Hold(HeldEvent held)
    {
        _held.Add(held);
        HeldBytes += held.CalculateSize();
    }

    private void Release(ulong key)
    {
        foreach (var held in _held.Where(held => KeyOf(held) == key)) HeldBytes -= held.CalculateSize();
        _held.RemoveAll(held => KeyOf(held) == key);
    }

    private void Hear(Cause? cause)
    {
        if (cause is not { Feed.Length: > 0 }) return;
        if (_feeds.TryGetValue(cause.Feed, out var beforeMs)) _feeds[cause.Feed] = Math.Max(beforeMs, cause.ReceivedMs);
        else if (_feeds.Count < NormaliserLimits.FeedCountMax) _feeds[cause.Feed] = cause.ReceivedMs;
    }

    private void Remember(IncidentNote note)
    {
        _incidents[note.Id] = note;
        if (note.Arrival >= _lastArrived.Arrival) _lastArrived = note;
    }
}
