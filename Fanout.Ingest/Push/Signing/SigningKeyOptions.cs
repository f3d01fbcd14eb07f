using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Push.Signing;

/// <summary>A key that signs; section <c>Push:SigningKeys:{feed}:{keyid}</c>.</summary>
public sealed class SigningKeyOptions
{
    private const int SecretLengthMin = 32; // 192 bits in base 64: a signature can be tried out without asking anybody
    private const int SecretLengthMax = 256;

    /// <summary>What feed and server share: 32 to 256 characters, which are the key as they stand, in UTF-8. Needed.</summary>
    public string Secret { get; set; } = "";

    /// <summary>From when on it is good, with its zone. By default: always was.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>From when on it is not good any more, with its zone; later than <see cref="NotBefore"/>. By default: never.</summary>
    public DateTimeOffset? NotAfter { get; set; }

    /// <summary>What is wrong, never with the secret itself.</summary>
    internal static IEnumerable<string> FaultsOf(string feed, IReadOnlyDictionary<string, SigningKeyOptions> keys)
    {
        if (!FeedName.IsValid(feed)) yield return $"Push:SigningKeys: feed \"{feed}\" is not {FeedName.Form}";
        if (keys.Count == 0) yield return $"Push:SigningKeys:{feed}: no key";
        foreach (var (id, key) in keys)
        {
            if (!FeedName.IsValid(id)) yield return $"Push:SigningKeys:{feed}: the id \"{id}\" is not {FeedName.Form}";
            if (key.Secret.Length is < SecretLengthMin or > SecretLengthMax)
                yield return $"Push:SigningKeys:{feed}:{id}:Secret: {key.Secret.Length} characters, {SecretLengthMin} to {SecretLengthMax} may be";
            if (key.NotAfter <= key.NotBefore) yield return $"Push:SigningKeys:{feed}:{id}: NotAfter is not later than NotBefore";
        }
    }
}
