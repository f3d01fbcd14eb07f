using System.Text.Json;

namespace Fanout.Server.Access;

/// <summary>The list of an issuer's revoked tokens as it was read last: a file or an address (<see cref="KeySource"/>).</summary>
/// <remarks>Where it cannot be read any more, the last one holds: nobody who was shut out gets in by its being away.</remarks>
internal sealed class Revocations(string issuer, string place, HttpClient http)
{
    private volatile RevocationList? _list;
    private string? _text; // of the list; the reader's

    /// <summary>Name of the issuer in the settings.</summary>
    public string Issuer => issuer;

    /// <summary>Null: it was never read.</summary>
    public RevocationList? List => _list;

    /// <summary>Whether a token is revoked.</summary>
    /// <exception cref="AccessUnavailableException">The list was never read.</exception>
    public bool Covers(TokenMark token) =>
        (_list ?? throw new AccessUnavailableException($"Access:Issuers:{issuer}: the list of revoked tokens was not read yet")).Covers(token);

    /// <summary>Reads it again.</summary>
    /// <returns>Whether it says something else than before.</returns>
    /// <exception cref="AccessUnavailableException">It is not there, or is no list; the message names the place.</exception>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (text == _text)
                return false;
            _list = RevocationList.Parse(text);
            _text = text;
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or HttpRequestException or JsonException
            or InvalidOperationException or ArgumentException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new AccessUnavailableException($"{place}: no list of revoked tokens can be read: {fault.Message}", fault);
        }
    }

    private async Task<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        if (KeySource.IsAddress(place))
            return await http.GetStringAsync(new Uri(place), cancellationToken).ConfigureAwait(false);
        var length = new FileInfo(place).Length;
        if (length > RevocationList.BytesMax)
            throw new IOException($"it has {length} bytes, {RevocationList.BytesMax} may be");
        return await File.ReadAllTextAsync(place, cancellationToken).ConfigureAwait(false);
    }
}
