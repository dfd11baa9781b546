namespace Gateway.Listening;

/// <summary>How many frames of one HTTP/2 connection carry nothing: no request, no piece of a body, no room for an answer.</summary>
internal sealed class FrameTally
{
    /// <summary>Frames that carried nothing, less those that carried something: pings go with downloads, priorities with requests.</summary>
    public int Empty { get; set; }

    // The server itself counts resets and the bytes of headers. Room for an answer is given as often as the client likes to: some do it for
    // every 4 kB, and a second of download is thirty thousand of these.
    public void Count(FrameHead frame)
    {
        switch (frame.Type)
        {
            case FrameHead.Headers:
            case FrameHead.Data when frame.Length > 0:
                if (Empty > 0) Empty--;
                break;
            case FrameHead.Reset:
            case FrameHead.WindowUpdate:
            case FrameHead.Data when frame.EndsStream:
            case FrameHead.Continuation when frame.Length > 0:
                break;
            default:
                Empty++;
                break;
        }
    }
}
