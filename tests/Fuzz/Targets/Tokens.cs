using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Server.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Fanout.Fuzz.Targets;

/// <summary>
/// A token that somebody shows: its text; or, where the input has a line end, header and claims in JSON, which are encoded and
/// signed here as an issuer would, so that what is behind the signature is reached.
/// </summary>
internal static class Tokens
{
    private const int AllocatedFixed = 256 * 1024; // the validation of a signature with its parameters and exceptions
    private const int AllocatedPerByte = 256;

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static index => (byte)index)];

    private static readonly TokenAccess Access = new(
        null,
        [
            new TokenIssuer(
                new IssuerOptions { Issuer = "https://issuer.example", Audience = "fanout" },
                TimeSpan.FromHours(24),
                RightsRules.None,
                new IssuerKeys(static _ => Task.FromResult<IReadOnlyList<SecurityKey>>([new SymmetricSecurityKey(Secret)]), new StoppedTime(Now)),
                new StoppedTime(Now)),
        ],
        new AccessMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()));

    public static void Check(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var token = end < 0 ? Encoding.UTF8.GetString(input) : Signed(input.AsSpan(0, end), input.AsSpan(end + 1));
        var verdict = Allocation.Within(
            AllocatedFixed + ((long)AllocatedPerByte * token.Length), () => Access.AuthorizeAsync(token, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        if (!verdict.IsGranted)
        {
            Law.Holds(verdict.Problem.Length > 0);
            return;
        }
        Law.Holds(IsSigned(token)); // by whatever name a stranger calls the algorithm
        Law.Holds(verdict.Principal.ExpiresMs > Now.ToUnixTimeMilliseconds());
        Law.Holds(verdict.Principal.Rights.Names.Count > 0);
    }

    private static string Signed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> claims)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static bool IsSigned(string token)
    {
        var end = token.LastIndexOf('.');
        Span<byte> signature = stackalloc byte[token.Length];
        return Base64Url.TryDecodeFromChars(token.AsSpan(end + 1), signature, out var size)
            && HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(token[..end])).AsSpan().SequenceEqual(signature[..size]);
    }

    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;
    }
}
