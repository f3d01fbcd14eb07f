using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Arbitration;

/// <summary>
/// What one event, or one decision, would do to a match of several feeds; every rule adds its part, and all of it becomes one
/// entry. Touches nothing of the match.
/// </summary>
internal sealed class ArbitrationDraft
{
    /// <summary>What changed an incident that no feed changed, and the role behind its retraction.</summary>
    public const string Provenance = "arbitration";

    private readonly SortedDictionary<string, ViewDraft> _views = new(StringComparer.Ordinal); // looked at
    private readonly SortedDictionary<string, FeedStanding> _standings = new(StringComparer.Ordinal); // looked at
    private readonly SortedDictionary<string, Incident> _incidents = new(StringComparer.Ordinal); // changed, by public id
    private readonly List<ProvisionalIncident> _provisional;
    private readonly List<string> _settled = [];

    public ArbitrationDraft(MatchWork work, ArbitrationPolicy policy, double nowMs)
    {
        Work = work;
        Policy = policy;
        NowMs = nowMs;
        Head = work.Views?.Head.Clone() ?? new ArbitrationHead();
        _provisional = [.. work.Views?.Provisional.Select(static one => one.Clone()) ?? []];
        if (work.Views is null && work.IsKnown) BeginWith(work.State.Head.Feed?.Active ?? "");
    }

    public MatchWork Work { get; }

    public ArbitrationPolicy Policy { get; }

    /// <summary>Time of the event's receipt, or of the turn that decides; ms since 1970.</summary>
    public double NowMs { get; }

    /// <summary>As the entry leaves it; for changing.</summary>
    public ArbitrationHead Head { get; }

    /// <summary>What the entry says of the public state, its incidents aside.</summary>
    public MatchDelta Delta { get; set; } = new();

    public List<ArbitrationDecision> Decisions { get; } = [];

    /// <summary>Public ids of incidents that are taken back, and why.</summary>
    public List<(string Incident, string Reason)> Retracted { get; } = [];

    /// <summary>Incidents that wait for the primary, as the entry leaves them; for changing.</summary>
    public IReadOnlyList<ProvisionalIncident> Provisional => _provisional;

    /// <summary>All feeds of the match, by name.</summary>
    public IEnumerable<string> Feeds =>
        (Work.Views?.All.Select(static view => view.Feed) ?? []).Union(_views.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    /// <summary>The view of a feed that covers the match; null where it does not.</summary>
    public ViewDraft? Find(string feed)
    {
        if (_views.TryGetValue(feed, out var view)) return view;
        if (Work.Views?.Find(feed) is not { } known) return null;
        return _views[feed] = new ViewDraft(feed, known.Work, begins: null);
    }

    /// <summary>The view of a feed, which begins now where there was none.</summary>
    public ViewDraft Open(string feed)
    {
        if (Find(feed) is { } view) return view;
        return _views[feed] = new ViewDraft(feed, FeedViews.Opened(Work), new ViewChange { Opened = true });
    }

    /// <summary>How a feed is doing, as the entry leaves it; for changing.</summary>
    public FeedStanding StandingOf(string feed)
    {
        if (_standings.TryGetValue(feed, out var standing)) return standing;
        standing = Work.Views?.Find(feed)?.Standing.Clone() ?? new FeedStanding { Feed = feed };
        return _standings[feed] = standing;
    }

    public Incident? FindIncident(string publicId) =>
        _incidents.GetValueOrDefault(publicId)
        ?? Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(publicId);

    /// <summary>The public incidents, as the entry leaves them.</summary>
    public IEnumerable<Incident> Incidents()
    {
        var known = Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber);
        return known.InOrder().Select(one => _incidents.GetValueOrDefault(one.Id, one))
            .Concat(_incidents.Values.Where(one => known.Find(one.Id) is null));
    }

    /// <summary>Changes a public incident, or adds it; given away. Nothing happens where it says nothing new.</summary>
    /// <param name="incident">All of it but its revision.</param>
    /// <param name="provenance">What changed it.</param>
    public void Put(Incident incident, string provenance)
    {
        var inLog = Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(incident.Id);
        var before = FindIncident(incident.Id);
        incident.Revision = before?.Revision ?? 0;
        incident.Provenance = before?.Provenance ?? "";
        if (incident.Equals(before)) return;
        incident.Revision = (inLog?.Revision ?? 0) + 1;
        incident.Provenance = provenance;
        _incidents[incident.Id] = incident;
    }

    public ProvisionalIncident? FindProvisional(string publicId) => _provisional.Find(one => one.Id == publicId);

    public void AddProvisional(ProvisionalIncident one) => _provisional.Add(one);

    /// <summary>An incident waits for nothing any more.</summary>
    public void Settle(ProvisionalIncident one)
    {
        _provisional.Remove(one);
        _settled.Add(one.Id);
    }

    /// <summary>The entry; null where it would change nothing at all.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="cause">What it was made of.</param>
    /// <param name="writer">What the match remembers of the event behind it, if there is one.</param>
    public MatchEntry Close(EntryKind.Types.Value kind, Cause cause, WriterChange writer)
    {
        if (_incidents.Count > 0) Delta.Incidents = new IncidentEdits { Upsert = { _incidents.Values } };
        var before = Work.State;
        var (after, effect) = before.ApplyEffective(Delta);
        var change = new LoggedChange
        {
            Kind = kind,
            Delta = Match.IsEmpty(effect) ? null : effect,
            StateHash = after.Hash,
            Cause = cause,
            Arbitration = { Decisions },
        };
        writer.Arbitration = ToChange(effect);
        var (wasOver, isOver) = (StatusRule.IsOver(before.Head.Status), StatusRule.IsOver(after.Head.Status));
        if (isOver && !wasOver) writer.ClosedMs = NowMs;
        writer.Reopened = wasOver && !isOver;
        return new MatchEntry(Work.Id, change, writer, after);
    }

    private ArbitrationChange ToChange(MatchDelta effect)
    {
        var change = new ArbitrationChange { Settled = { _settled } };
        if (!Head.Equals(Work.Views?.Head)) change.Head = Head;
        change.Views.AddRange(_views.Values.Select(view => view.ToChange(effect)).OfType<ViewChange>());
        change.Standings.AddRange(_standings.Values.Where(one => !one.Equals(Work.Views?.Find(one.Feed)?.Standing)));
        var known = Work.Views?.Provisional.ToDictionary(static one => one.Id, StringComparer.Ordinal) ?? [];
        change.Provisional.AddRange(_provisional.Where(one => !one.Equals(known.GetValueOrDefault(one.Id))));
        return change;
    }

    /// <summary>The match was known before any feed of a policy was heard: all that was said is the view of the feed that it was known by.</summary>
    private void BeginWith(string feed)
    {
        if (feed.Length == 0) return;
        _views[feed] = new ViewDraft(feed, FeedViews.Merged(Work), new ViewChange { Merged = true });
        var standing = StandingOf(feed);
        standing.HeardMs = Work.HeardMs;
        standing.WellSinceMs = Work.HeardMs;
        Head.Primary = Head.Setting = feed;
        Head.SinceMs = NowMs;
    }
}
