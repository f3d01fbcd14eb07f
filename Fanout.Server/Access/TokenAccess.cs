using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>Access by tokens of the issuers that were configured, and without one as far as that was opened.</summary>
internal sealed class TokenAccess : IAccess, IDisposable
{
    /// <summary>Characters of a token: what the head of a request has room for, and more than issuers make.</summary>
    public const int TokenLengthMax = 8 * 1024;

    private readonly TokenIssuer[] _issuers;
    private readonly AccessMetrics _metrics;

    public TokenAccess(Principal? anonymous, IEnumerable<TokenIssuer> issuers, AccessMetrics metrics) =>
        (Anonymous, _issuers, _metrics) = (anonymous, [.. issuers], metrics);

    public Principal? Anonymous { get; }

    public void Dispose() => Array.ForEach(_issuers, static issuer => issuer.Dispose());

    public async ValueTask<AccessVerdict> AuthorizeAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await JudgeAsync(token, cancellationToken).ConfigureAwait(false);
            if (!verdict.IsGranted)
                _metrics.TokenRefused(verdict);
            return verdict;
        }
        catch (AccessUnavailableException)
        {
            _metrics.TokenUnjudged();
            throw;
        }
    }

    private ValueTask<AccessVerdict> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > TokenLengthMax)
            return new(AccessVerdict.Refused($"the token has {token.Length} characters, {TokenLengthMax} may be"));
        JsonWebToken read;
        try
        {
            read = new JsonWebToken(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or FormatException)
        {
            return new(AccessVerdict.Refused("the token is no JSON Web Token"));
        }
        return Array.Find(_issuers, issuer => issuer.Name == read.Issuer) is { } issuer
            ? issuer.JudgeAsync(read, cancellationToken)
            : new(AccessVerdict.Refused("the token is of an issuer that is not known here"));
    }
}
