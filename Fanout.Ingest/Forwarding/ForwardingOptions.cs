using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Forwarding;

/// <summary>
/// How processes that share a log reach one another; section <c>Internal</c>. Checked at start, unchanged after.
/// </summary>
public sealed class ForwardingOptions
{
    /// <summary>
    /// Key that all processes of a log have in common. 16 to 256 characters. Empty by default: then this one forwards
    /// nothing, takes nothing forwarded, and leaves its partitions to nobody as long as it lives.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// Address at which the others reach this process, <c>http://HOST:PORT</c>. It stands in this process's leases.
    /// </summary>
    public string Url { get; set; } = "";
}

/// <summary>Checks key and address; never says what the key is.</summary>
internal sealed class ForwardingOptionsValidator : IValidateOptions<ForwardingOptions>
{
    private const int KeyLengthMin = 16; // 96 bits in base 64: nothing that can be guessed over the network
    private const int KeyLengthMax = 256;

    public ValidateOptionsResult Validate(string? name, ForwardingOptions options)
    {
        if (options.Key.Length == 0) return ValidateOptionsResult.Success;
        if (options.Key.Length is < KeyLengthMin or > KeyLengthMax)
        {
            return ValidateOptionsResult.Fail(
                $"Internal:Key: {options.Key.Length} characters, {KeyLengthMin} to {KeyLengthMax} may be");
        }
        return IsReachable(options.Url)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Internal:Url: \"{options.Url}\" is no address at which other processes reach this one, like http://10.0.0.7:8080");
    }

    /// <summary>Wildcards (<c>+</c> and <c>*</c> are no URI at all) name every machine, port 0 none.</summary>
    private static bool IsReachable(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.Host is not ("0.0.0.0" or "[::]") && address.Port > 0 && address.AbsolutePath == "/"
        && address.UserInfo.Length == 0 && address.Query.Length == 0;
}
