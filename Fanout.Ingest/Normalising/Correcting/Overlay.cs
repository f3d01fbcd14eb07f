using Fanout.Protocol.Messages;
using Google.Protobuf;
using StateValue = Fanout.Protocol.Messages.IncidentState.Types.Value;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>
/// Lays the corrections of editors over an entry that was made as if there were none: what it does to the state of the feeds
/// stays, and what readers see of it is that state with the locked fields as editors want them.
/// </summary>
/// <remarks>
/// The one place that knows of locks, and every entry passes it (<see cref="MatchTable.Apply(MatchEntry)"/>). The
/// alternative, every rule asking whether a field is locked, forgets one some day, and has to decide what a rule means that
/// was obeyed by half.
/// </remarks>
internal static class Overlay
{
    /// <summary>The entry that the log gets. Touches nothing; what is laid already comes back as it is.</summary>
    /// <param name="work">The match before the entry.</param>
    /// <param name="entry">What was decided.</param>
    public static MatchEntry Lay(MatchWork work, MatchEntry entry) =>
        entry.IsLaid || (work.Corrections is null or { Locked.Count: 0 } && ReferenceEquals(work.State, work.Shown))
            ? entry
            : Lay(work, entry, work.Corrections?.Copy() ?? new CorrectionBook());

    /// <summary>The same, of an entry by which corrections change.</summary>
    /// <param name="work">The match before the entry.</param>
    /// <param name="entry">What was decided.</param>
    /// <param name="next">The corrections as the entry is to have them; changed by what it means for their locks.</param>
    public static MatchEntry Lay(MatchWork work, MatchEntry entry, CorrectionBook next)
    {
        var (change, writer) = (entry.Public.Clone(), entry.Writer.Clone());
        var atMs = change.Cause?.ReceivedMs ?? 0;
        var released = Release(next, entry.After, atMs);
        var layer = new Layer(work, entry, next);
        var (shown, effect) = layer.Show();
        // With nothing locked the two are one. Entries of an earlier version may have left them apart.
        if (next.Locked.Count == 0 && shown.Hash == layer.Feeds.Hash) shown = layer.Feeds;
        Note(work, layer.Feeds, next, atMs);

        foreach (var held in released) change.Marks.Add(UnlockMark(work, held, shown));
        change.Delta = Match.IsEmpty(effect) ? null : effect;
        change.StateHash = shown.Hash;
        Retract(work, change, effect);
        if (!HasSame(layer.FeedsDelta, change.Delta)) writer.Feeds = new FeedsEffect { Delta = layer.FeedsDelta };
        if (!ReferenceEquals(layer.Feeds, entry.After)) Unlink(writer, entry.Public.Delta);
        writer.Corrections = next.ChangeSince(work.Corrections);
        return new MatchEntry(entry.MatchId, change, writer, layer.Feeds) { Shown = shown, IsLaid = true };
    }

    /// <summary>Locks whose time has come hold no longer; returns those.</summary>
    private static List<HeldField> Release(CorrectionBook next, Match feeds, double atMs)
    {
        var met = next.Locked.Where(held => LockRule.IsMet(held, feeds)).ToList();
        foreach (var held in met) next.Release(held.Field.Name, Math.Max(1, atMs), held.Lock.Until); // 0 is: never
        return met;
    }

    /// <summary>Since when the feeds say what they say of what is locked.</summary>
    private static void Note(MatchWork work, Match feeds, CorrectionBook next, double atMs)
    {
        foreach (var held in next.Locked)
        {
            var name = held.Field.Name;
            if (work.Corrections?.LockOf(name) is null)
            {
                var statedMs = Instants.MsOf((work.Views?.Primary?.Work ?? work).StatedAt(name));
                next.Say(name, statedMs > 0 ? Math.Min(statedMs, atMs) : 0);
            }
            else if (!held.Field.IsSame(work.State, feeds))
            {
                next.Say(name, atMs);
            }
        }
    }

    /// <summary>Readers are told that incidents were retracted exactly where they saw them go.</summary>
    private static void Retract(MatchWork work, LoggedChange change, MatchDelta effect)
    {
        var before = work.Shown.Elements<Incident>(MatchState.IncidentsFieldNumber);
        var gone = (effect.Incidents?.Upsert ?? []).Where(static now => now.State == StateValue.Voided).Select(static now => now.Id)
            .Concat(effect.Incidents?.Remove ?? [])
            .Where(id => before.Find(id) is { State: not StateValue.Voided })
            .ToList();
        if (gone.Count > 0) change.Correction ??= new Correction { Id = change.Cause?.EventId ?? "", ActorRole = Normaliser.FeedRole };
        if (change.Correction is null) return;
        change.Correction.Retracts.Clear();
        change.Correction.Retracts.AddRange(gone);
    }

    /// <summary>A view that changes as the public state of the feeds does would get more than its feed said.</summary>
    private static void Unlink(WriterChange writer, MatchDelta? said)
    {
        foreach (var view in writer.Arbitration?.Views.Where(static view => view.AsPublic) ?? [])
            (view.AsPublic, view.Delta) = (false, said);
    }

    private static Mark UnlockMark(MatchWork work, HeldField held, Match shown) => new()
    {
        Kind = Mark.Types.Kind.Unlocked,
        Field = held.Field.Name,
        Was = FieldText.Of(held.Field.PartOf(work.Shown)),
        Now = FieldText.Of(held.Field.PartOf(shown)),
    };

    /// <summary>By their bytes: messages that differ in what is absent count as equal.</summary>
    private static bool HasSame(MatchDelta? one, MatchDelta? other) =>
        one is null || other is null ? one is null && other is null : one.ToByteString().Equals(other.ToByteString());
}
