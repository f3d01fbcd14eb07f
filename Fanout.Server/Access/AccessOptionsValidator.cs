using Microsoft.Extensions.Options;

namespace Fanout.Server.Access;

/// <summary>Settings of access that cannot be are refused by name at the start.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    private const int TextLengthMax = 2048;

    private static readonly TimeSpan LifetimeMaxMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LifetimeMaxMax = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        List<string> faults =
        [
            .. options.Issuers.SelectMany(static issuer => FaultsOf(issuer.Key, issuer.Value)),
            .. RightsRules.FaultsOf(options),
        ];
        if (options.LifetimeMax < LifetimeMaxMin || options.LifetimeMax > LifetimeMaxMax)
            faults.Add($"Access:LifetimeMax: {options.LifetimeMax} is not {LifetimeMaxMin} to {LifetimeMaxMax}");
        if (options.AnonymousRights is { } rights)
        {
            if (!options.Anonymous)
                faults.Add("Access:AnonymousRights: nobody reads without a token, because Access:Anonymous is off");
            if (!RightsRules.FaultsOf(options).Any() && !rights.TryRead(new RightsRules(options), out _, out var problem))
                faults.Add($"Access:AnonymousRights: {problem}");
            if (rights.Connections is not null)
                faults.Add("Access:AnonymousRights:Connections: who has no token is counted by address: Delivery:ConnectionsPerAddress");
        }
        var twice = options.Issuers.GroupBy(static issuer => issuer.Value.Issuer).FirstOrDefault(static same => same.Count() > 1);
        if (twice is { Key.Length: > 0 })
            faults.Add($"Access:Issuers: {string.Join(" and ", twice.Select(static issuer => issuer.Key))} are both \"{twice.Key}\"");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string name, IssuerOptions issuer)
    {
        foreach (var (setting, text) in new[]
                 {
                     (nameof(issuer.Issuer), issuer.Issuer),
                     (nameof(issuer.Audience), issuer.Audience),
                     (nameof(issuer.Keys), issuer.Keys),
                 })
        {
            if (text.Length is 0 or > TextLengthMax)
                yield return $"Access:Issuers:{name}:{setting}: {text.Length} characters, 1 to {TextLengthMax} may be";
        }
        if (issuer.Keys.Length > 0 && KeySource.ProblemOf(issuer.Keys) is { } problem)
            yield return $"Access:Issuers:{name}:{nameof(issuer.Keys)}: {problem}";
        if (issuer.Revoked.Length > 0 && KeySource.ProblemOf(issuer.Revoked) is { } other)
            yield return $"Access:Issuers:{name}:{nameof(issuer.Revoked)}: {other}";
    }
}
