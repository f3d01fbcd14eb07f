using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Access;

/// <summary>What the server's own configuration makes of what a reader says: its tiers, and where matches may be read.</summary>
/// <remarks>
/// Applied where rights are made, so that nobody who asks them has to know of it. What is closed to a territory is worked out
/// once: all readers of one share it. Rules by competition lost: a feed may say it late, or mend it, so that what is open to
/// a reader would change under its subscriptions, and at another moment for each delay. The id of a match never changes.
/// </remarks>
internal sealed class RightsRules
{
    private const string Nowhere = "";

    private readonly FrozenDictionary<string, Rights> _tiers;
    private readonly FrozenDictionary<string, TopicPattern[]> _closed; // ids of matches, by territory

    /// <param name="options">Without faults (<see cref="FaultsOf"/>).</param>
    public RightsRules(AccessOptions options)
    {
        _tiers = options.Tiers.ToFrozenDictionary(static tier => tier.Key, TierOf, StringComparer.OrdinalIgnoreCase); // as settings are
        _closed = options.Territories.Count == 0
            ? FrozenDictionary<string, TopicPattern[]>.Empty
            : Territory.Codes.Append(Nowhere).ToFrozenDictionary(static code => code, code => ClosedTo(options, code));
    }

    /// <summary>No tiers, and everything may be read everywhere.</summary>
    public static RightsRules None { get; } = new(new AccessOptions());

    /// <summary>What cannot be of the tiers and territories.</summary>
    public static IEnumerable<string> FaultsOf(AccessOptions options)
    {
        foreach (var (name, form) in options.Tiers)
        {
            if (!Rights.TryRead(form, out _, out var problem))
                yield return $"Access:Tiers:{name}: {problem}";
        }
        if (options.Territories.Count > TerritoryOptions.CountMax)
            yield return $"Access:Territories: {options.Territories.Count} of them, {TerritoryOptions.CountMax} may be";
        foreach (var fault in options.Territories.SelectMany(static rule => TerritoryOptions.FaultsOf(rule.Key, rule.Value)))
            yield return fault;
    }

    /// <summary>Reads what a reader may see here; <paramref name="problem"/> names what cannot be.</summary>
    public bool TryRead(ReaderForm form, [NotNullWhen(true)] out Rights? rights, [NotNullWhen(false)] out string? problem)
    {
        rights = null;
        problem = form.Territory is null ? null : Territory.ProblemOf(form.Territory);
        if (problem is not null)
        {
            problem = $"territory: {problem}";
            return false;
        }
        if (!TryReadOpen(form, out var open, out problem))
            return false;
        rights = open.In(form.Territory, _closed.GetValueOrDefault(form.Territory ?? Nowhere, []));
        return true;
    }

    /// <summary>The same wherever it is.</summary>
    private bool TryReadOpen(ReaderForm form, [NotNullWhen(true)] out Rights? rights, [NotNullWhen(false)] out string? problem)
    {
        rights = null;
        if (form.Tier is null)
            return Rights.TryRead(form, out rights, out problem);
        if (!_tiers.TryGetValue(form.Tier, out var tier))
        {
            problem = $"tier: \"{form.Tier}\" is not one of this server's";
            return false;
        }
        if (!Rights.TryRead(form with { Topics = form.Topics ?? ["*"] }, out var own, out problem))
            return false;
        rights = tier.NarrowedTo(own, form.Tier);
        problem = rights is null ? $"topics: tier \"{form.Tier}\" opens none of them" : null;
        return rights is not null;
    }

    private static Rights TierOf(KeyValuePair<string, RightsForm> tier) =>
        Rights.TryRead(tier.Value, out var rights, out var problem)
            ? rights
            : throw new InvalidOperationException($"Access:Tiers:{tier.Key}: {problem}");

    private static TopicPattern[] ClosedTo(AccessOptions options, string code) =>
    [
        .. options.Territories.Values
            .Where(rule => rule.Closes(code == Nowhere ? null : code))
            .SelectMany(static rule => rule.Patterns)
            .Distinct(),
    ];
}
