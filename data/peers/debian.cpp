// Losses of dlib and FLANN behind plain functions, for debian_.py.
#include <dlib/dnn.h>
#include <flann/flann.hpp>
#include <vector>

struct Outputs
{
    dlib::resizable_tensor output, slope;
    const dlib::tensor& get_output() const { return output; }
    dlib::tensor& get_gradient_input() { return slope; }
    static constexpr unsigned int sample_expansion_factor() { return 1; }
};

template <class Loss, class Label>
double measure(const Loss& loss, int rows, int classes, const float* outputs, const Label* labels, float* slopes)
{
    Outputs net;
    dlib::resizable_tensor input(rows, 1, 1, 1);
    net.output.set_size(rows, classes, 1, 1);
    net.slope.set_size(rows, classes, 1, 1);
    input = 0;
    net.slope = 0;
    std::copy(outputs, outputs + rows * classes, net.output.host());
    double value = loss.compute_loss_value_and_gradient(input, labels, net);
    std::copy(net.slope.host(), net.slope.host() + rows * classes, slopes);
    return value;
}

extern "C" double mean_squared(int n, int, const float* outputs, const float* labels, float* slopes)
{
    return measure(dlib::loss_mean_squared_(), n, 1, outputs, labels, slopes);
}

extern "C" double epsilon_insensitive(int n, int, const float* outputs, const float* labels, float* slopes)
{
    return measure(dlib::loss_epsilon_insensitive_(0), n, 1, outputs, labels, slopes);
}

extern "C" double binary_hinge(int n, int, const float* outputs, const float* labels, float* slopes)
{
    return measure(dlib::loss_binary_hinge_(), n, 1, outputs, labels, slopes);
}

extern "C" double divergence(int n, int, const float* p, const float* q, float*)
{
    return flann::KL_Divergence<float>()(p, q, n);
}

extern "C" double minkowski(int n, int order, const float* p, const float* q, float*)
{
    return flann::MinkowskiDistance<float>(order)(p, q, n);
}
