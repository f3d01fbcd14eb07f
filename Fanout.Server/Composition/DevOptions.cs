using System.Security.Cryptography;

namespace Fanout.Server.Composition;

/// <summary>The two secrets of a server that is being tried out; drawn at each start unless they are given and not empty.</summary>
internal sealed class DevOptions
{
    /// <summary>Name of who has <see cref="EditorToken"/>.</summary>
    public const string EditorName = "dev";

    /// <summary>What it may do: everything.</summary>
    public const string EditorRole = "admin";

    /// <summary>Opens every feed's push endpoint.</summary>
    public string FeedKey { get; set => field = value.Length > 0 ? value : Draw(); } = Draw();

    /// <summary>Opens what editors may do.</summary>
    public string EditorToken { get; set => field = value.Length > 0 ? value : Draw(); } = Draw();

    private static string Draw() => RandomNumberGenerator.GetHexString(24, lowercase: true); // 96 bits
}
