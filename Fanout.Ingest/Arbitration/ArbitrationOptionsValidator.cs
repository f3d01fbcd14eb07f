using Fanout.Ingest.Matches;
using Fanout.Protocol.Matches;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Arbitration;

/// <summary>Checks every policy and says which setting is wrong, its value and what may be.</summary>
internal sealed class ArbitrationOptionsValidator : IValidateOptions<ArbitrationOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);
    private static readonly TimeSpan ConfirmationMost = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, ArbitrationOptions options)
    {
        var faults = options.Policies.Index()
            .SelectMany(static one => FaultsOf(one.Item).Select(fault => $"Arbitration:Policies:{one.Index}:{fault}"))
            .Concat(UnreachableIn(options.Policies))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(PolicyOptions policy)
    {
        if (policy.Sport.Length > 0 && !Sports.TryFind(policy.Sport, out _))
        {
            var known = string.Join(", ", Sports.All.Select(static sport => sport.Id));
            yield return $"Sport: \"{policy.Sport}\" is not one of {known}";
        }
        if (policy.Feeds.Count == 0) yield return "Feeds: none, and a policy is about feeds";
        if (policy.Feeds.Count > ArbitrationLimits.FeedCountMax)
            yield return $"Feeds: {policy.Feeds.Count}, at most {ArbitrationLimits.FeedCountMax} may be";
        foreach (var (index, feed) in policy.Feeds.Index())
        {
            if (!FeedName.IsValid(feed.Name))
                yield return $"Feeds:{index}:Name: \"{feed.Name}\" is not {FeedName.Form}";
            if (policy.Feeds.Take(index).Any(other => other.Name == feed.Name))
                yield return $"Feeds:{index}:Name: \"{feed.Name}\" stands there already";
            if (feed is { Fast: true, Authoritative: true })
                yield return $"Feeds:{index}: \"{feed.Name}\" is both Fast and Authoritative: nobody could confirm it";
        }
        var authorities = policy.Feeds.Where(static feed => feed.Authoritative).Select(static feed => feed.Name).ToList();
        if (authorities.Count > 1)
            yield return $"Feeds: {string.Join(" and ", authorities)} are Authoritative, only one can have the last word";
        foreach (var fault in FaultsOfTimes(policy)) yield return fault;
    }

    private static IEnumerable<string> FaultsOfTimes(PolicyOptions policy)
    {
        if (Beyond(nameof(policy.Silence), policy.Silence, Least, Most) is { } silence) yield return silence;
        if (policy.Lag != TimeSpan.Zero && Beyond(nameof(policy.Lag), policy.Lag, Least, Most) is { } lag)
            yield return $"{lag}, or 0";
        if (Beyond(nameof(policy.LagTime), policy.LagTime, TimeSpan.Zero, Most) is { } lagTime) yield return lagTime;
        if (policy.Divergence != TimeSpan.Zero
            && Beyond(nameof(policy.Divergence), policy.Divergence, Least, Most) is { } divergence)
        {
            yield return $"{divergence}, or 0";
        }
        if (Beyond(nameof(policy.HoldOff), policy.HoldOff, Least, Most) is { } holdOff) yield return holdOff;
        if (Beyond(nameof(policy.Confirmation), policy.Confirmation, Least, ConfirmationMost) is { } confirmation)
            yield return confirmation;
    }

    /// <summary>A policy behind one that covers all that it covers is never asked.</summary>
    private static IEnumerable<string> UnreachableIn(IList<PolicyOptions> policies)
    {
        for (var i = 1; i < policies.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!new ArbitrationPolicy(Selector(policies[j])).Covers(policies[i].Sport, policies[i].Competition)) continue;
                yield return $"Arbitration:Policies:{i}: never asked, since {j} covers all its matches; the narrow one goes first";
                break;
            }
        }
    }

    private static PolicyOptions Selector(PolicyOptions of) => new() { Sport = of.Sport, Competition = of.Competition };

    private static string? Beyond(string setting, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : $"{setting}: {value:c}, {least:c} to {most:c} may be";
}
