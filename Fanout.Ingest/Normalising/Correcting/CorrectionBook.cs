using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>
/// What editors corrected of a match, in the order in which they did. What stands and is locked is laid over the state of
/// the feeds (<see cref="Overlay"/>).
/// </summary>
/// <remarks>
/// As with <see cref="MatchWork"/>, entries are the only way in: <see cref="Apply"/> does what an entry says. A rule that
/// prepares an entry works on a <see cref="Copy"/>, and <see cref="ChangeSince"/> says what it did. Messages in here are
/// frozen: whoever changes one puts a changed copy in its place.
/// </remarks>
internal sealed class CorrectionBook
{
    private readonly List<EditorCorrection> _all;
    private readonly SortedDictionary<string, double> _said; // ms since 1970, by locked field
    private IReadOnlyList<HeldField>? _locked;

    public CorrectionBook() => (_all, _said) = ([], new SortedDictionary<string, double>(StringComparer.Ordinal));

    private CorrectionBook(CorrectionBook other)
    {
        (_all, Made) = ([.. other._all], other.Made);
        _said = new SortedDictionary<string, double>(other._said, StringComparer.Ordinal);
    }

    /// <summary>How many were ever made.</summary>
    public uint Made { get; private set; }

    /// <summary>In the order in which they were made. Not to be changed.</summary>
    public IReadOnlyList<EditorCorrection> All => _all;

    /// <summary>The fields that do not follow the feeds, in the order of their names, each by its newest standing lock.</summary>
    public IReadOnlyList<HeldField> Locked => _locked ??= FindLocked();

    public int Bytes => _all.Sum(static one => one.CalculateSize());

    public EditorCorrection? Find(string id) => _all.Find(one => one.Id == id);

    /// <summary>The newest standing lock of a field; null: the field follows the feeds.</summary>
    public HeldField? LockOf(string field) => Locked.FirstOrDefault(held => held.Field.Name == field);

    /// <summary>Since when the feeds say what they say of a locked field, ms since 1970; 0: nobody knows.</summary>
    public double SaidSince(string field) => _said.GetValueOrDefault(field);

    public static bool Stands(EditorCorrection one) => one.UndoneBy.Length == 0;

    public static bool Holds(FieldLock one) => one.ReleasedMs == 0;

    public CorrectionBook Copy() => new(this);

    /// <summary>Adds a correction, or puts it in the place of the one of its id.</summary>
    public void Put(EditorCorrection correction)
    {
        var index = _all.FindIndex(one => one.Id == correction.Id);
        if (index >= 0)
        {
            _all[index] = correction;
        }
        else
        {
            _all.Add(correction);
            Made++;
        }
        _locked = null;
    }

    /// <summary>The field follows the feeds again, whoever locked it.</summary>
    /// <param name="field">Name of the field.</param>
    /// <param name="atMs">When, ms since 1970.</param>
    /// <param name="by">Correction that says so, or what the lock was to hold until.</param>
    public void Release(string field, double atMs, string by)
    {
        foreach (var one in _all.Where(one => one.Locks.Any(held => held.Field == field && Holds(held))).ToList())
        {
            var released = one.Clone();
            foreach (var held in released.Locks.Where(held => held.Field == field && Holds(held)))
                (held.ReleasedMs, held.ReleasedBy) = (atMs, by);
            Put(released);
        }
    }

    /// <summary>The incident of a lock as readers see it from now on.</summary>
    public void Restate(HeldField held, Incident incident)
    {
        var restated = Find(held.Correction.Id)!.Clone();
        restated.Locks.Single(one => one.Field == held.Field.Name).Value = new MatchState { Incidents = { incident } };
        Put(restated);
    }

    /// <summary>A correction stands no longer, by another one's word; what that one took back stands again.</summary>
    public void Undo(string id, string by)
    {
        if (Find(id)?.Clone() is not { } undone) return;
        undone.UndoneBy = by;
        Put(undone);
        if (undone.Undoes.Length > 0) Redo(undone.Undoes);
    }

    /// <summary>The feeds say something else of a locked field since.</summary>
    public void Say(string field, double sinceMs) => _said[field] = sinceMs;

    /// <summary>Those that stand no longer make room, the oldest first, where there are too many; returns whether there is room then.</summary>
    public bool MakeRoom()
    {
        while (_all.Count > CorrectionLimits.CountMax || Bytes > CorrectionLimits.BytesMax)
        {
            // The last one is the one that needs room. An undo may go with what it undoes: neither changes anything any more.
            var index = _all.FindIndex(one => !IsNeeded(one));
            if (index < 0 || index == _all.Count - 1) return false;
            _all.RemoveAt(index);
        }
        _locked = null;
        return true;
    }

    /// <summary>Does what an entry says.</summary>
    public void Apply(CorrectionsChange change)
    {
        foreach (var one in change.Changed) Put(one);
        _all.RemoveAll(one => change.Forgotten.Contains(one.Id));
        _locked = null;
        foreach (var said in change.Said) _said[said.Field] = said.SinceMs;
        foreach (var field in _said.Keys.Where(field => LockOf(field) is null).ToList()) _said.Remove(field);
    }

    /// <summary>What turns another state of the same corrections into this one; null: nothing.</summary>
    public CorrectionsChange? ChangeSince(CorrectionBook? before)
    {
        var change = new CorrectionsChange();
        change.Changed.AddRange(_all.Where(one => before?.Find(one.Id) is not { } old || !ReferenceEquals(old, one)));
        change.Forgotten.AddRange((before?._all ?? []).Where(old => Find(old.Id) is null).Select(static old => old.Id));
        foreach (var (field, sinceMs) in _said)
        {
            if (LockOf(field) is not null && before?._said.GetValueOrDefault(field) != sinceMs)
                change.Said.Add(new FieldSaid { Field = field, SinceMs = sinceMs });
        }
        return change.CalculateSize() > 0 ? change : null;
    }

    public CorrectionsState ToState()
    {
        var state = new CorrectionsState { Made = Made, Corrections = { _all } };
        state.Said.AddRange(_said.Select(static said => new FieldSaid { Field = said.Key, SinceMs = said.Value }));
        return state;
    }

    public static CorrectionBook Restore(CorrectionsState state)
    {
        var restored = new CorrectionBook { Made = state.Made };
        restored._all.AddRange(state.Corrections);
        foreach (var said in state.Said) restored._said[said.Field] = said.SinceMs;
        return restored;
    }

    private void Redo(string id)
    {
        if (Find(id)?.Clone() is not { } again) return;
        again.UndoneBy = "";
        Put(again);
        if (again.Undoes.Length > 0) Undo(again.Undoes, again.Id);
    }

    /// <summary>Whether it locks something, or could again.</summary>
    private bool IsNeeded(EditorCorrection one) =>
        one.Locks.Any(Holds) && (Stands(one) || one.Id == _all[^1].Undoes);

    private List<HeldField> FindLocked()
    {
        var locked = new SortedDictionary<string, HeldField>(StringComparer.Ordinal);
        foreach (var one in _all.Where(Stands))
        {
            foreach (var held in one.Locks.Where(Holds))
            {
                // A field that this version does not know is one of a newer version's, which will know it again.
                if (MatchField.Find(held.Field) is { } field) locked[held.Field] = new HeldField(field, one, held);
            }
        }
        return [.. locked.Values];
    }
}

/// <summary>A field that does not follow the feeds.</summary>
/// <param name="Field">The field.</param>
/// <param name="Correction">The newest standing correction that locks it.</param>
/// <param name="Lock">How.</param>
internal sealed record HeldField(MatchField Field, EditorCorrection Correction, FieldLock Lock)
{
    /// <summary>The one element, of a field that is an incident; null: readers see none.</summary>
    public Incident? Incident => Lock.Value?.Incidents.FirstOrDefault();

    /// <summary>As <see cref="Incident"/>, of a statistic.</summary>
    public Stat? Stat => Lock.Value?.Stats.FirstOrDefault();
}
