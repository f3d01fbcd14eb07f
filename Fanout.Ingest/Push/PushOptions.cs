using Fanout.Ingest.Matches;
using Fanout.Ingest.Push.Signing;
using Fanout.Ingest.Scopes;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Push;

/// <summary>Who may push; section <c>Push</c>. Checked at start, unchanged after. Nobody by default.</summary>
public sealed class PushOptions
{
    /// <summary>
    /// Keys per feed, each good for that feed alone; several so that one can be replaced while it is in use. 16 to 256
    /// characters. Environment:
    /// <c>FANOUT__PUSH__KEYS__myfeed__0</c>.
    /// </summary>
    public Dictionary<string, string[]> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Keys that sign requests, per feed and by their ids; several so that one can be replaced while it is in use. A feed may
    /// have both kinds, and one that has these alone takes no other. None by default.
    /// </summary>
    public Dictionary<string, Dictionary<string, SigningKeyOptions>> SigningKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>What a feed may speak of, per feed. By default: everything.</summary>
    public Dictionary<string, FeedScopeOptions> Scopes { get; } = new(StringComparer.Ordinal);

    /// <summary>One key for every feed name, for development. Empty by default: there is none.</summary>
    public string AnyFeedKey { get; set; } = "";
}

/// <summary>Checks names and keys; says which feed, never which key.</summary>
internal sealed class PushOptionsValidator : IValidateOptions<PushOptions>
{
    private const int KeyLengthMin = 16; // 96 bits in base 64: nothing that can be guessed over the network
    private const int KeyLengthMax = 256;

    public ValidateOptionsResult Validate(string? name, PushOptions options)
    {
        var faults = new List<string>();
        foreach (var (feed, keys) in options.Keys)
        {
            if (!FeedName.IsValid(feed))
                faults.Add($"Push:Keys: feed \"{feed}\" is not {FeedName.Form}");
            if (keys.Length == 0) faults.Add($"Push:Keys:{feed}: no key");
            foreach (var key in keys.Where(static key => key.Length is < KeyLengthMin or > KeyLengthMax))
            {
                faults.Add(
                    $"Push:Keys:{feed}: a key of {key.Length} characters, {KeyLengthMin} to {KeyLengthMax} may be");
            }
        }
        faults.AddRange(options.SigningKeys.SelectMany(static feed => SigningKeyOptions.FaultsOf(feed.Key, feed.Value)));
        faults.AddRange(options.Scopes.SelectMany(static feed => FeedScopeOptions.FaultsOf(feed.Key, feed.Value)));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
