using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fanout.Ingest.Push;

/// <summary>
/// Counts a push by the key that has signed it: that is known late, so that it cannot be done before the request is looked at.
/// </summary>
/// <param name="http">The request, of which all is right so far.</param>
/// <param name="feed">Whose it is.</param>
/// <param name="keyId">Id of a signing key of that feed.</param>
/// <returns>The answer, where there were too many; null: it may go on.</returns>
public delegate ProblemHttpResult? SignedCount(HttpContext http, string feed, string keyId);
