using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>A correction under way: what its steps lead to so far.</summary>
internal sealed class CorrectionDraft
{
    private const string Provenance = "editors"; // in place of the name of a feed, where rules ask for one

    private readonly MatchWork _work;
    private readonly CorrectionOrder _order;
    private readonly EditorDecision _by;
    private readonly EditorCorrection _own;
    private readonly SortedDictionary<string, FieldLock> _locks = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
    private readonly List<Mark> _marks = [];
    private readonly List<IncidentNote> _notes = []; // of incidents that earlier steps brought
    private readonly CorrectionBook _next;
    private TakenBack? _takenBack; // by earlier steps

    public CorrectionDraft(MatchWork work, CorrectionOrder order, EditorDecision by, uint seq)
    {
        (_work, _order, _by) = (work, order, by);
        _next = work.Corrections?.Copy() ?? new CorrectionBook();
        _own = new EditorCorrection
        {
            Id = by.Id,
            Actor = by.Actor,
            Role = by.Role,
            Reason = by.Reason,
            AtMs = by.AtMs,
            Seq = seq,
            Request = order.Request,
        };
    }

    /// <summary>Fields that the order is about.</summary>
    public IReadOnlyCollection<string> Touched => _touched;

    /// <summary>Does one step more; returns why it cannot be done.</summary>
    /// <param name="step">The step.</param>
    /// <param name="incidentId">Id of an incident that it brings without naming it.</param>
    /// <param name="index">Place of the step, from 0.</param>
    public CorrectionObstacle? Take(CorrectionStep step, string incidentId, int index)
    {
        if (step.Content is { } content) return Say(content.Clone(), index == 0 ? incidentId : $"{incidentId}.{index + 1}");
        if (step.Lock is { } locked) return Lock(locked);
        return step.Unlock is { } unlocked ? Unlock(unlocked) : Undo(step.Undo ?? "");
    }

    /// <summary>The entry.</summary>
    public CorrectionVerdict Close()
    {
        Settle();
        if (!_next.MakeRoom())
        {
            return CorrectionVerdict.Refused(
                CorrectionRefusal.LimitExceeded,
                $"{_next.All.Count} corrections of {_next.Bytes} bytes, all of which stand or can be put back, exceed "
                + $"{CorrectionLimits.CountMax} of {CorrectionLimits.BytesMax}: release fields that the feeds have right by now");
        }
        var laid = Lay(_next);
        if (_next.Find(_own.Id) is not { } closed || (!laid.IsPublic && IsIdle(closed)))
            return CorrectionVerdict.Refused(CorrectionRefusal.NoChange, "readers see it so already, and the feeds say the same") with { Touched = [.. _touched] };
        _touched.UnionWith(MatchField.In(laid.Public.Delta ?? new MatchDelta()));
        var done = closed.Clone();
        done.Delta = laid.Public.Delta;
        // What the feeds say already was never locked, and is no obstacle to taking the rest back.
        foreach (var one in closed.Locks.Where(static one => !CorrectionBook.Holds(one))) done.Locks.Remove(one);
        if (!laid.IsPublic) done.Seq--;
        laid.Writer.Corrections.Changed[Place(laid)] = done;
        laid.Public.Marks.AddRange(_marks);
        laid.Public.Marks.AddRange(GoalCheck.Of(laid.Shown, closed));
        laid.Writer.Actor = _by.Actor;
        return new CorrectionVerdict(laid, null) { Touched = [.. _touched] };
    }

    private int Place(MatchEntry laid) => laid.Writer.Corrections.Changed.Index().Single(one => one.Item.Id == _own.Id).Index;

    /// <summary>It locks nothing by now, unlocked nothing and took nothing back.</summary>
    private static bool IsIdle(EditorCorrection one) =>
        one.Undoes.Length == 0 && one.Unlocked.Count == 0 && !one.Locks.Any(CorrectionBook.Holds);

    private CorrectionObstacle? Say(ScoreEvent content, string incidentId)
    {
        (content.Id, content.Match, content.At) = (_by.Id, _work.Id, Instants.TimestampOf(_by.AtMs));
        var shown = Shown();
        if (content.Incident is { Id: "" } added) added.Id = incidentId;
        else if (content.Incident is { } named && shown.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(named.Id) is null)
            return new CorrectionObstacle(QuarantineReason.UnknownIncident, $"incident.id: the match has no incident \"{named.Id}\"; one that is added gets its id here");
        var view = _work.ViewOf(shown, _next.Locked.Select(static held => held.Field.Name).Concat(_locks.Keys), _notes, _takenBack);
        var verdict = Normaliser.JudgeEditor(view, new FeedEvent(Provenance, content, _by.AtMs), _order.IsForced);
        if (verdict.Entry is not { } entry || verdict.Outcome != Outcome.Accepted)
            return new CorrectionObstacle(verdict.Reason, verdict.Detail);
        _notes.AddRange(entry.Writer.Incidents);
        _takenBack = entry.Writer.TakenBack ?? _takenBack;
        _marks.AddRange(entry.Public.Marks.Select(Reworded));
        foreach (var name in entry.Writer.Fields) LockAs(name, entry.After);
        foreach (var incident in entry.Public.Delta?.Incidents?.Upsert ?? []) LockAs(MatchField.OfIncident(incident.Id), entry.After);
        Touch(content);
        return null;
    }

    /// <summary>Named without a change, it is what the order is about all the same, and stays so.</summary>
    private void Touch(ScoreEvent content)
    {
        var named = content.Incident?.Id ?? content.Void?.Incident;
        if (named is not null && !_locks.ContainsKey(MatchField.OfIncident(named))) LockAs(MatchField.OfIncident(named), Shown());
    }

    private CorrectionObstacle? Lock(string name)
    {
        if (Field(name) is not { } field) return NoField(name);
        var shown = Shown();
        if (field.MustBeThere && field.PartOf(shown).CalculateSize() == 0)
            return new CorrectionObstacle(CorrectionRefusal.UnknownField, $"the match has no {name} that could be kept");
        LockAs(name, shown);
        return null;
    }

    private CorrectionObstacle? Unlock(string name)
    {
        if (Field(name) is null) return NoField(name);
        _touched.Add(name);
        var isOurs = _locks.Remove(name);
        if (_next.LockOf(name) is null && !isOurs)
            return new CorrectionObstacle(CorrectionRefusal.NotLocked, $"{name} follows the feeds already");
        _next.Release(name, _by.AtMs, _by.Id);
        _own.Unlocked.Add(name);
        return null;
    }

    private CorrectionObstacle? Undo(string id)
    {
        if (_next.Find(id) is not { } undone)
            return new CorrectionObstacle(CorrectionRefusal.UnknownCorrection, $"\"{id}\" is no correction of {_work.Id} that is remembered");
        if (!CorrectionBook.Stands(undone))
            return new CorrectionObstacle(CorrectionRefusal.AlreadyUndone, $"{id} was taken back by {undone.UndoneBy}");
        var root = undone;
        while (root.Undoes.Length > 0 && _next.Find(root.Undoes) is { } next) root = next;
        _touched.UnionWith(root.Locks.Select(static one => one.Field));
        if (root.Undoes.Length > 0 || root.Locks.Count == 0)
            return new CorrectionObstacle(CorrectionRefusal.Released, $"{root.Id} locks nothing that could be taken back: make a correction");
        if (root.Locks.FirstOrDefault(static one => !CorrectionBook.Holds(one)) is { } released)
        {
            return new CorrectionObstacle(
                CorrectionRefusal.Released, $"{released.Field} of {root.Id} follows the feeds since ({released.ReleasedBy}): make a correction");
        }
        if (Covering(root) is { } covering)
        {
            return new CorrectionObstacle(
                CorrectionRefusal.Covered, $"{covering.By.Id} of {covering.By.Actor} is about {covering.Field}, too, and came later: take it back first");
        }
        _own.Undoes = id;
        _next.Put(_own.Clone());
        _next.Undo(id, _own.Id);
        return null;
    }

    /// <summary>A later correction that stands and locks a field of this one.</summary>
    private (EditorCorrection By, string Field)? Covering(EditorCorrection one)
    {
        foreach (var later in _next.All.SkipWhile(other => other.Id != one.Id).Skip(1).Where(CorrectionBook.Stands))
        {
            if (later.Locks.FirstOrDefault(held => CorrectionBook.Holds(held) && one.Locks.Any(own => own.Field == held.Field)) is { } held)
                return (later, held.Field);
        }
        return null;
    }

    private void LockAs(string name, Match match)
    {
        if (Field(name) is not { } field) return;
        _touched.Add(name);
        _own.Unlocked.Remove(name);
        _locks[name] = new FieldLock { Field = name, Value = field.PartOf(match), Until = _order.Until };
    }

    /// <summary>What readers see after the steps so far, whatever the feeds agree with.</summary>
    private Match Shown()
    {
        if (_touched.Count == 0) return _work.Shown;
        var soFar = _next.Copy();
        var own = _own.Clone();
        own.Locks.AddRange(_locks.Values.Select(static one => one.Clone()));
        foreach (var one in own.Locks) one.Until = LockRule.Release;
        soFar.Put(own);
        return Lay(soFar).Shown;
    }

    /// <summary>The correction among the others, with its locks.</summary>
    private void Settle()
    {
        _own.Locks.AddRange(_locks.Values);
        _next.Put(_own);
    }

    private MatchEntry Lay(CorrectionBook corrections)
    {
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.Correction,
            Cause = new Cause { ReceivedMs = _by.AtMs },
            Correction = _by.Over(),
        };
        change.Correction.Supersedes = _own.Undoes;
        return Overlay.Lay(_work, new MatchEntry(_work.Id, change, new WriterChange(), _work.State), corrections);
    }

    /// <summary>What a feed would correct by it is what an editor says although it is implausible.</summary>
    private static Mark Reworded(Mark mark)
    {
        if (mark.Kind != Mark.Types.Kind.FeedCorrection) return mark;
        var reworded = mark.Clone();
        reworded.Kind = Mark.Types.Kind.Implausible;
        return reworded;
    }

    private static MatchField? Field(string name) => MatchField.Find(name);

    private static CorrectionObstacle NoField(string name) => new(
        CorrectionRefusal.UnknownField,
        $"\"{name}\" is no field that can be locked: {string.Join(", ", MatchField.HeadNames)}, incidents[id] or stats[key]");
}
