namespace Fanout.Ingest.Push.Signing;

/// <summary>A feed that signs: its keys, and which of its requests were taken.</summary>
internal sealed class SigningFeed(IReadOnlyDictionary<string, SigningKeyOptions> keys, ReplayWindow taken)
{
    private readonly Dictionary<string, SigningKey> _keys =
        keys.ToDictionary(static key => key.Key, static key => new SigningKey(key.Value));

    public ReplayWindow Taken => taken;

    /// <summary>The key of an id; null: there is none.</summary>
    public SigningKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);
}
