namespace Gateway.FastCgi;

/// <summary>One request and its answer on one connection: the upload and the answer run beside each other, and end each other.</summary>
internal sealed class FastCgiExchange(FastCgiConnection connection, StandardError errors, ErrorLines log) : IDisposable
{
    private CancellationTokenSource? _upload;

    public async Task<HttpResponseMessage> RunAsync(HttpRequestMessage request, ReadOnlyMemory<byte> records, UploadBody? body, CancellationToken cancellation)
    {
        await connection.WriteAsync(records, cancellation);
        if (body is null)
        {
            connection.HasSentAll = true;
            return await CgiResponse.ReadAsync(request, connection, this, cancellation);
        }

        // The answer may begin before the upload is through, and may end it.
        _upload = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var upload = body.SendAsync(connection, _upload.Token);
        var answer = CgiResponse.ReadAsync(request, connection, this, _upload.Token);
        if (await Task.WhenAny(upload, answer) == upload && !upload.IsCompletedSuccessfully)
        {
            await _upload.CancelAsync();
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await upload;
        }

        return await answer;
    }

    /// <summary>Over, well or not: the upload stops, the connection goes back, the application's complaints are written down.</summary>
    public void Dispose()
    {
        _upload?.Cancel();
        _upload?.Dispose();
        connection.Dispose();
        errors.Write();
        if (connection.ExitStatus != 0) log.Failed(connection.ExitStatus);
    }
}
